import type { api } from '@gokart/shared'
import type { ConversionService } from '../conversions/conversion.service.js'
import type { Database } from '../db/knex.js'
import { asUuid } from '../db/uuid.js'
import { advertiserScope } from '../http/actor.js'
import type { Handlers } from '../http/mount.js'
import { notFound } from '../http/problem.js'
import type { OfferService } from '../offers/offer.service.js'
import type { PostbackLogService } from '../postbacks/postback.service.js'
import { presentClick, presentClickStory } from './click.presenter.js'
import { createClickRepo } from './click.repo.js'

export interface ClickDeps {
  db: Database
  clock: () => Date
  offers: Pick<OfferService, 'idsNamed'>
  conversions: Pick<ConversionService, 'ofClick'>
  postbacks: Pick<PostbackLogService, 'ofClick'>
}

export function clickHandlers({ db, clock, offers, conversions, postbacks }: ClickDeps): Handlers<typeof api.clicks> {
  const repo = createClickRepo(db)
  return {
    async list({ query }, actor) {
      const scope = advertiserScope(actor, query.advertiserId)
      const offerIds = query.q && !asUuid(query.q) ? await offers.idsNamed(query.q, scope) : []
      const page = await repo.list(query, scope, offerIds, clock())
      return { ...page, items: page.items.map(presentClick) }
    },

    async get({ params }, actor) {
      const click = await repo.find(params.clickId, advertiserScope(actor, undefined))
      if (!click) throw notFound('click')
      return presentClickStory(click, {
        postbacks: await postbacks.ofClick(params.clickId, actor),
        conversions: await conversions.ofClick(params.clickId, actor),
      })
    },
  }
}
