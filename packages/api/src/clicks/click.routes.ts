import type { api } from '@gokart/shared'
import type { BatchService } from '../batches/batch.service.js'
import type { ConversionService } from '../conversions/conversion.service.js'
import type { Database } from '../db/knex.js'
import { asUuid } from '../db/uuid.js'
import { advertiserScope } from '../http/actor.js'
import type { Handlers } from '../http/mount.js'
import { notFound } from '../http/problem.js'
import type { OfferService } from '../offers/offer.service.js'
import type { PostbackLogService } from '../postbacks/postback.service.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { presentClick, presentClickStory } from './click.presenter.js'
import { createClickRepo } from './click.repo.js'
import { signedClick } from './signed-click.js'

export interface ClickDeps {
  db: Database
  clock: () => Date
  offers: Pick<OfferService, 'idsNamed'>
  conversions: Pick<ConversionService, 'ofClick'>
  postbacks: Pick<PostbackLogService, 'ofClick'>
  batches: Pick<BatchService, 'touching'>
  snapshot: { current(): Snapshot }
}

export function clickHandlers(deps: ClickDeps): Handlers<typeof api.clicks> {
  const { db, clock, offers, conversions, postbacks, batches, snapshot } = deps
  const repo = createClickRepo(db)
  return {
    async list({ query }, actor) {
      const scope = advertiserScope(actor, query.advertiserId)
      const offerIds = query.q && !asUuid(query.q) ? await offers.idsNamed(query.q, scope) : []
      const page = await repo.list(query, scope, offerIds, clock())
      return { ...page, items: page.items.map(presentClick) }
    },

    async get({ params: { clickId } }, actor) {
      const scope = advertiserScope(actor, undefined)
      const click = await repo.find(clickId, scope)
      const told = { ...(await postbacks.ofClick(clickId, actor)), ...(await conversions.ofClick(clickId, actor)) }
      // Of a click that is not stored, only what was done with its ID makes a story.
      if (!click && told.postbacks.length === 0 && told.conversions.length === 0) throw notFound('click')
      const followed = { ...told, batches: await batches.touching(told, actor) }
      if (click) return presentClickStory(click, followed)
      const signed = await signedClick(db, clickId, snapshot.current().macs, scope)
      return { recorded: false as const, clickId, signed, ...followed }
    },
  }
}
