import type { Response } from 'express'
import type { api } from '@gokart/shared'
import type { Handlers } from '../http/mount.js'
import { HttpProblem } from '../http/problem.js'
import type { DashboardService } from './dashboard.service.js'
import type { ReportRowService } from './row.service.js'
import type { ReportService } from './report.service.js'

interface ReportRouteDeps {
  reports: ReportService
  dashboards: DashboardService
  reportRows: ReportRowService
}

export function reportHandlers({ reports, dashboards, reportRows }: ReportRouteDeps): Handlers<typeof api.reports> {
  return {
    run: ({ query }, actor, { res }) => reports.run(query, actor, untilGone(res)),
    // What is not allowed is refused before the first message.
    stream: async ({ query }, actor, { res }) => reports.steps(query, actor, untilGone(res)),
    rows: ({ query }, actor, { res }) => reportRows.list(query, actor, untilGone(res)),
    dashboard: ({ query }, actor, { res }) => dashboards.read(query, actor, untilGone(res)),
  }
}

/** Aborts when whoever asked goes away before the answer. */
export function untilGone(res: Response): AbortSignal {
  const controller = new AbortController()
  res.on('close', () => {
    if (!res.writableFinished) controller.abort(new HttpProblem('report_too_slow', 'Whoever asked for it went away.'))
  })
  return controller.signal
}
