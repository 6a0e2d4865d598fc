import type { api } from '@gokart/shared'
import type { Response } from 'express'
import type { ClickService } from '../clicks/click.service.js'
import type { ConversionService } from '../conversions/conversion.service.js'
import type { Database } from '../db/knex.js'
import type { WholeList } from '../db/long-list/whole-list.js'
import type { Actor } from '../http/actor.js'
import type { Exchange, Handlers } from '../http/mount.js'
import type { HotMetrics } from '../metrics/hot-metrics.js'
import type { OfferService } from '../offers/offer.service.js'
import type { PostbackLogService } from '../postbacks/postback.service.js'
import { untilGone } from '../reports/report.routes.js'
import type { ReportService } from '../reports/report.service.js'
import { createTurns } from '../reports/turns.js'
import { LIST_COLUMNS } from './list-columns.js'
import { tableOfList } from './list-table.js'
import { createNames } from './names.repo.js'
import { tableOfOffers } from './offer-table.js'
import { createPace } from './pace.js'
import { tableOfReport } from './report-table.js'
import { sendTable } from './send.js'
import type { Table } from './table.js'

type Options = Pick<Parameters<Handlers<typeof api.exports>['clicks']>[0]['query'], 'format' | 'zone'>

interface ExportDeps {
  db: Database
  reports: ReportService
  offers: Pick<OfferService, 'list'>
  clicks: Pick<ClickService, 'whole'>
  conversions: Pick<ConversionService, 'whole'>
  postbacks: Pick<PostbackLogService, 'whole'>
  /** Of clicks and postbacks, for which files give way. */
  hotMetrics: Pick<HotMetrics, 'answered'>
}

/** A file has what its list has: the same filters, in the same order, for the same reader. */
export function exportHandlers(deps: ExportDeps): Handlers<typeof api.exports> {
  const { db, reports, offers, clicks, conversions, postbacks, hotMetrics } = deps
  const turns = createTurns(2, 4, 'Too many files are being made already. Try again in a minute.')

  const newPace = () => createPace(hotMetrics.answered)

  const send = (res: Response, { format }: Pick<Options, 'format'>, table: () => Promise<Table>): Promise<void> =>
    turns.take(untilGone(res), async () => sendTable(res, await table(), format))

  function list<Query>(name: keyof typeof LIST_COLUMNS, readWhole: (query: Query, actor: Actor) => Promise<WholeList>) {
    return ({ query }: { query: Query & Options }, actor: Actor, { res }: Exchange): Promise<void> =>
      send(res, query, async () => {
        const parts = { columns: LIST_COLUMNS[name], names: createNames(db), pace: newPace() }
        return tableOfList({ name, zone: query.zone, list: await readWhole(query, actor), ...parts }, actor)
      })
  }

  return {
    async report({ query: { format, ...query } }, actor, { res }) {
      const report = await reports.all(query, actor, untilGone(res))
      await sendTable(res, tableOfReport(report, query, newPace()), format)
    },
    clicks: list('clicks', clicks.whole),
    conversions: list('conversions', conversions.whole),
    postbacks: list('postbacks', postbacks.whole),
    offers: ({ query }, actor, { res }) =>
      send(res, query, () => tableOfOffers(query.zone, actor, (page) => offers.list({ ...query, ...page }, actor))),
  }
}
