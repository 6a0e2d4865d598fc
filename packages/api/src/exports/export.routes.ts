import type { api } from '@gokart/shared'
import type { Actor } from '../http/actor.js'
import type { Exchange, Handlers } from '../http/mount.js'
import type { ReportService } from '../reports/report.service.js'
import type { ListItems } from './list-columns.js'
import { tableOfList, type ListPage, type PageQuery } from './list-table.js'
import { tableOfReport } from './report-table.js'
import { sendTable } from './send.js'
import { untilGone } from '../reports/report.routes.js'
import { createTurns } from '../reports/turns.js'

type Query<L extends keyof ListItems> = Parameters<Handlers<typeof api.exports>[L]>[0]['query']
/** The handlers of the lists: a file has what its list has, with the same filters and for the same reader. */
export type ListHandlers = { readonly [L in keyof ListItems]: Handlers<(typeof api)[L]>['list'] }

interface ExportDeps {
  reports: ReportService
  lists: ListHandlers
}

export function exportHandlers({ reports, lists }: ExportDeps): Handlers<typeof api.exports> {
  const turns = createTurns(2, 4, 'Too many files are being made already. Try again in a minute.')

  function list<L extends keyof ListItems>(name: L) {
    const readList = lists[name] as unknown as ReadList<L>
    return async ({ query }: { query: Query<L> }, actor: Actor, exchange: Exchange): Promise<void> => {
      const { format, zone } = query
      const read = (page: PageQuery) => {
        const { before: _before, ...asked } = query as Query<L> & { before?: string }
        return readList({ query: { ...asked, after: undefined, ...page } }, actor, exchange)
      }
      await turns.take(untilGone(exchange.res), async () => {
        await sendTable(exchange.res, await tableOfList(name, actor, zone, read), format)
      })
    }
  }

  return {
    async report({ query: { format, ...query } }, actor, { res }) {
      const report = await reports.all(query, actor, untilGone(res))
      await sendTable(res, tableOfReport(report, query), format)
    },
    clicks: list('clicks'),
    conversions: list('conversions'),
    postbacks: list('postbacks'),
    offers: list('offers'),
  }
}

type ReadList<L extends keyof ListItems> = (
  input: { query: PageQuery },
  actor: Actor,
  exchange: Exchange,
) => Promise<ListPage<ListItems[L]>>
