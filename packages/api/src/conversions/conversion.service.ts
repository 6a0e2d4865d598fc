import {
  STORY_LIMITS,
  type api,
  type ClickStory,
  type Conversion,
  type ConversionDetail,
  type ConversionFilter,
  type EndpointInput,
  type LongPage,
} from '@gokart/shared'
import type { Database } from '../db/knex.js'
import type { WholeList } from '../db/long-list/whole-list.js'
import { transact } from '../db/transact.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'
import { advertiserScope, type Actor } from '../http/actor.js'
import { HttpProblem, notFound } from '../http/problem.js'
import type { OfferService } from '../offers/offer.service.js'
import { presentConversion, presentConversionDetail, presentStoryConversion } from './conversion.presenter.js'
import { createConversionRepo, type ConversionListQuery } from './conversion.repo.js'
import { settleDue } from './due.js'
import { moveStatuses, refusalOf } from './status-moves.js'

export interface ConversionDeps {
  db: Database
  offers: Pick<OfferService, 'idsNamed'>
  clock: () => Date
}

const LONGEST_HISTORY = 1_000

export function createConversionService({ db, offers, clock }: ConversionDeps) {
  const repo = createConversionRepo(db)

  async function find(id: string, actor: Actor) {
    const conversion = await repo.find(id, advertiserScope(actor, undefined))
    if (!conversion) throw notFound('conversion')
    return conversion
  }

  async function get(id: string, actor: Actor): Promise<ConversionDetail> {
    return presentConversionDetail(await find(id, actor), await repo.changes([uuidToBytes(id)], LONGEST_HISTORY), actor)
  }

  async function offersNamed(q: string | undefined, scope: number | undefined): Promise<readonly number[]> {
    return q && !asUuid(q) ? offers.idsNamed(q, scope) : []
  }

  return {
    get,

    async list(query: ConversionListQuery, actor: Actor): Promise<LongPage<Conversion>> {
      const scope = advertiserScope(actor, query.advertiserId)
      const page = await repo.list(query, scope, await offersNamed(query.q, scope))
      return { ...page, items: page.items.map(presentConversion) }
    },

    async whole(query: ConversionListQuery, actor: Actor): Promise<WholeList> {
      const scope = advertiserScope(actor, query.advertiserId)
      return repo.whole(query, scope, await offersNamed(query.q, scope))
    },

    /** The latest of a click, with their history. */
    async ofClick(clickId: string, actor: Actor): Promise<Pick<ClickStory, 'conversions' | 'moreConversions'>> {
      const { conversions: limit, changes } = STORY_LIMITS
      const rows = await repo.ofClick(clickId, advertiserScope(actor, undefined), limit + 1)
      const latest = rows.slice(-limit)
      const ids = latest.map(({ id }) => id)
      const history = ids.length > 0 ? await repo.changes(ids, changes) : []
      return {
        conversions: latest.map((row) => presentStoryConversion(row, history, actor)),
        moreConversions: rows.length > limit,
      }
    },

    /** Of a status that the caller did not see, or that does not lead there, nothing is changed. */
    async changeStatus(id: string, change: StatusPatch, actor: Actor): Promise<ConversionDetail> {
      const { status: to, reason, from } = change
      const move = { conversionId: uuidToBytes(id), to, reason, from }
      const mover = { userId: actor.userId, at: clock() }
      const [moved] = await transact(db, (trx) => moveStatuses(trx, [move], mover))
      if (!moved || moved.result === 'missing') throw notFound('conversion')
      if (moved.result === 'changed') return get(id, actor)
      throw new HttpProblem(moved.result === 'stale' ? 'stale_version' : 'conflict', refusalOf(moved))
    },

    /** Keys of all conversions that a list with this filter has, at most `limit`. */
    async keysOf(filter: ConversionFilter, actor: Actor, limit: number): Promise<Buffer[]> {
      const scope = advertiserScope(actor, filter.advertiserId)
      return repo.keys(filter, scope, await offersNamed(filter.q, scope), limit)
    },

    /** Turns the pending ones whose time has come into successes; a job. */
    settleDue: () => settleDue(db, clock()),
  }
}
export type ConversionService = ReturnType<typeof createConversionService>
type StatusPatch = EndpointInput<typeof api.conversions.patch>['body']
