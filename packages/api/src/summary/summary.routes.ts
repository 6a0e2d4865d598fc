import { formatDecimal, type api } from '@gokart/shared'
import type { Database } from '../db/knex.js'
import { startOfUtcDay } from '../db/time-key.js'
import { advertiserScope } from '../http/actor.js'
import type { Handlers } from '../http/mount.js'
import type { PostbackLogService } from '../postbacks/postback.service.js'
import { createSummaryRepo } from './summary.repo.js'

export interface SummaryDeps {
  db: Database
  clock: () => Date
  postbacks: Pick<PostbackLogService, 'latestRejected'>
}

export function summaryHandlers({ db, clock, postbacks }: SummaryDeps): Handlers<typeof api.summary> {
  const repo = createSummaryRepo(db)
  return {
    async get({ query }, actor) {
      const now = clock()
      const from = query.from ? new Date(query.from) : startOfUtcDay(now)
      const scope = advertiserScope(actor, undefined)
      const { conversions, revenue } = await repo.earned(from, scope)
      return {
        clicks: await repo.countClicks({ from }, scope, now),
        conversions,
        revenue: revenue.map(({ currency, amount }) => ({ currency, amount: formatDecimal(amount) })),
        rejectedPostbacks: await repo.countRejected({ from }, scope, now),
        latestRejected: await postbacks.latestRejected(5, actor),
        offers: await repo.countOffers(scope),
      }
    },
  }
}
