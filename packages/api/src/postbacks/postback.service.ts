import type { Page, PostbackStory, PostbackSummary } from '@gokart/shared'
import type { Database } from '../db/knex.js'
import { asUuid } from '../db/uuid.js'
import { advertiserScope, type Actor } from '../http/actor.js'
import { notFound } from '../http/problem.js'
import type { OfferService } from '../offers/offer.service.js'
import { explainPostback } from '../postback/explain.js'
import { nearMissesOf } from '../postback/near-miss/of-postback.js'
import { createStoredClicks } from '../postback/near-miss/stored-clicks.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { presentPostbackSummary } from './postback.presenter.js'
import { createPostbackRepo, type PostbackListQuery } from './postback.repo.js'

export interface PostbackLogDeps {
  db: Database
  publicUrl: string
  snapshot: { current(): Snapshot }
  clock: () => Date
  offers: Pick<OfferService, 'idsNamed'>
}

/** The read side of postbacks: the log. */
export function createPostbackLogService({ db, publicUrl, snapshot, clock, offers }: PostbackLogDeps) {
  const repo = createPostbackRepo(db)
  return {
    async list(query: PostbackListQuery, actor: Actor): Promise<Page<PostbackSummary>> {
      const scope = advertiserScope(actor, query.advertiserId)
      const offerIds = query.q && !asUuid(query.q) ? await offers.idsNamed(query.q, scope) : []
      const page = await repo.list(query, scope, offerIds, clock())
      return { ...page, items: page.items.map(presentPostbackSummary) }
    },

    async get(id: string, actor: Actor): Promise<PostbackStory> {
      const row = await repo.find(id, advertiserScope(actor, undefined))
      if (!row) throw notFound('postback')
      const reader = { advertiserId: advertiserScope(actor, undefined) ?? null }
      const clicks = createStoredClicks(db, reader.advertiserId)
      const suggestions = await nearMissesOf(row, { snapshot: snapshot.current(), clicks }, reader)
      return { ...presentPostbackSummary(row), ...explainPostback(row, publicUrl, suggestions) }
    },

    async ofClick(clickId: string, actor: Actor): Promise<PostbackSummary[]> {
      const rows = await repo.ofClick(clickId, advertiserScope(actor, undefined))
      return rows.map(presentPostbackSummary)
    },

    async latestRejected(limit: number, actor: Actor): Promise<PostbackSummary[]> {
      const rows = await repo.latestRejected(limit, advertiserScope(actor, undefined))
      return rows.map(presentPostbackSummary)
    },
  }
}
export type PostbackLogService = ReturnType<typeof createPostbackLogService>
