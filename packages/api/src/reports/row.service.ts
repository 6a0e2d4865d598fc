import type { ReportRows, ReportRowsQuery } from '@gokart/shared'
import type { Actor } from '../http/actor.js'
import { HttpProblem } from '../http/problem.js'
import { readGroups } from './engine.js'
import { totalOf } from './groups.js'
import { countOf, rowsBehind, type NumberRows } from './number-rows.js'
import { withReadView } from './read-view.js'
import type { ReportDeps } from './report.service.js'
import { readRowKey, readRowKeys, writeRowKey, type RowKey } from './row-page.js'
import { presentedRows } from './row-records.js'
import { specOf } from './spec.js'

/** The very rows that a number of a report is made of. */
export function createReportRowService(deps: ReportDeps) {
  return {
    async list(query: ReportRowsQuery, actor: Actor, signal?: AbortSignal): Promise<ReportRows> {
      const spec = specOf(query, [], actor)
      const rows = rowsBehind(query.metric)
      const after = placeOf(query, rows)
      const { pageSize } = query
      return withReadView(deps, signal, async (view) => {
        const wanted = { families: new Set([rows.kind]), unique: rows.firsts === true }
        const { groups } = await readGroups(view, spec, wanted)
        const keys = await readRowKeys(view, spec, rows, { after, limit: pageSize + 1 })
        const shown = keys.slice(0, pageSize)
        const last = shown.at(-1)
        return {
          ...(await presentedRows(view, rows.kind, shown)),
          total: countOf(rows, totalOf(groups)),
          pageSize,
          next: last && keys.length > pageSize ? writeRowKey(last) : null,
        }
      })
    },
  }
}
export type ReportRowService = ReturnType<typeof createReportRowService>

function placeOf({ after }: ReportRowsQuery, { kind }: NumberRows): RowKey | undefined {
  if (after === undefined) return undefined
  const key = readRowKey(after)
  if ((kind === 'conversions') === (key.at !== undefined)) return key
  const message = 'Belongs to a list of other rows: leave it out to begin at the first page'
  throw new HttpProblem('validation_failed', undefined, [{ pointer: '/query/after', message }])
}
