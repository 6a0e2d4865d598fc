import type { Click, LongPage } from '@gokart/shared'
import type { Database } from '../db/knex.js'
import type { WholeList } from '../db/long-list/whole-list.js'
import { asUuid } from '../db/uuid.js'
import { advertiserScope, type Actor } from '../http/actor.js'
import type { OfferService } from '../offers/offer.service.js'
import { presentClick } from './click.presenter.js'
import { createClickRepo, type ClickListQuery } from './click.repo.js'

export interface ClickServiceDeps {
  db: Database
  clock: () => Date
  offers: Pick<OfferService, 'idsNamed'>
}

/** The list of clicks, by pages and as a whole. */
export function createClickService({ db, clock, offers }: ClickServiceDeps) {
  const repo = createClickRepo(db)

  async function asked(query: ClickListQuery, actor: Actor) {
    const scope = advertiserScope(actor, query.advertiserId)
    const offerIds = query.q && !asUuid(query.q) ? await offers.idsNamed(query.q, scope) : []
    return [query, scope, offerIds, clock()] as const
  }

  return {
    async list(query: ClickListQuery, actor: Actor): Promise<LongPage<Click>> {
      const page = await repo.list(...(await asked(query, actor)))
      return { ...page, items: page.items.map(presentClick) }
    },

    whole: async (query: ClickListQuery, actor: Actor): Promise<WholeList> =>
      repo.whole(...(await asked(query, actor))),
  }
}
export type ClickService = ReturnType<typeof createClickService>
