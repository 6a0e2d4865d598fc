import {
  STORY_LIMITS,
  type ClickStory,
  type LongPage,
  type PostbackStory,
  type PostbackSummary,
  type ReplayFilter,
  type StoryPostback,
} from '@gokart/shared'
import type { WholeList } from '../db/long-list/whole-list.js'
import { asUuid } from '../db/uuid.js'
import { advertiserScope, type Actor } from '../http/actor.js'
import { notFound } from '../http/problem.js'
import type { OfferService } from '../offers/offer.service.js'
import { createBriefStories } from './brief-stories.js'
import { presentPostbackSummary, presentReplay, presentReplayable, type ReplayableLine } from './postback.presenter.js'
import { createPostbackRepo, type PostbackListQuery } from './postback.repo.js'
import { findStrays, type StrayOf } from './strays.js'
import { createStoryteller, type StoryDeps } from './story.js'

export interface PostbackLogDeps extends StoryDeps {
  clock: () => Date
  offers: Pick<OfferService, 'idsNamed'>
}

/** The read side of postbacks: the log. */
export function createPostbackLogService({ clock, offers, ...deps }: PostbackLogDeps) {
  const repo = createPostbackRepo(deps.db)
  const tell = createStoryteller(deps)
  const tellBriefly = createBriefStories(tell)

  async function offersNamed(q: string | undefined, scope: number | undefined): Promise<readonly number[]> {
    return q && !asUuid(q) ? offers.idsNamed(q, scope) : []
  }

  return {
    async list(query: PostbackListQuery, actor: Actor): Promise<LongPage<PostbackSummary>> {
      const scope = advertiserScope(actor, query.advertiserId)
      const page = await repo.list(query, scope, await offersNamed(query.q, scope), clock())
      return { ...page, items: page.items.map(presentPostbackSummary) }
    },

    async whole(query: PostbackListQuery, actor: Actor): Promise<WholeList> {
      const scope = advertiserScope(actor, query.advertiserId)
      return repo.whole(query, scope, await offersNamed(query.q, scope), clock())
    },

    async get(id: string, actor: Actor): Promise<PostbackStory> {
      const scope = advertiserScope(actor, undefined)
      const row = await repo.find(id, scope)
      if (!row) throw notFound('postback')
      const story = await tell(row, { advertiserId: scope ?? null, insider: true })
      return { ...story, replays: (await repo.replays(row.id)).map((one) => presentReplay(one, actor)) }
    },

    /** Rejected and queued postbacks that a list with this filter has, the oldest first; as lines of a batch. */
    async replayable(filter: ReplayFilter, actor: Actor, limit: number): Promise<ReplayableLine[]> {
      const scope = advertiserScope(actor, filter.advertiserId)
      const rows = await repo.replayable(filter, scope, await offersNamed(filter.q, scope), clock(), limit)
      return rows.map(presentReplayable)
    },

    /** The latest of a click, with their raw requests. */
    async ofClick(
      clickId: string,
      actor: Actor,
      limit: number = STORY_LIMITS.postbacks,
    ): Promise<Pick<ClickStory, 'postbacks' | 'morePostbacks'>> {
      const rows = await repo.ofClick(clickId, advertiserScope(actor, undefined), limit + 1)
      const latest = rows.slice(-limit)
      return { postbacks: await tellBriefly(latest, actor), morePostbacks: rows.length > limit }
    },

    /** Rejected in this period for want of a click that is known, and not known to be of another offer; the latest first. */
    async strays(of: StrayOf, actor: Actor): Promise<StoryPostback[]> {
      return tellBriefly(await findStrays(deps.db, of, actor.role === 'ops'), actor)
    },
  }
}
export type PostbackLogService = ReturnType<typeof createPostbackLogService>
