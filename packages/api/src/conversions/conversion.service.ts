import {
  STATUS_MOVES,
  type Conversion,
  type ConversionDetail,
  type ConversionStatus,
  type ConversionSummary,
  type Page,
} from '@gokart/shared'
import type { Database } from '../db/knex.js'
import { asUuid } from '../db/uuid.js'
import { advertiserScope, type Actor } from '../http/actor.js'
import { HttpProblem, notFound } from '../http/problem.js'
import type { OfferService } from '../offers/offer.service.js'
import { presentConversion, presentConversionDetail, presentConversionSummary } from './conversion.presenter.js'
import { createConversionRepo, type ConversionListQuery } from './conversion.repo.js'

export interface ConversionDeps {
  db: Database
  offers: Pick<OfferService, 'idsNamed'>
  clock: () => Date
}

export function createConversionService({ db, offers, clock }: ConversionDeps) {
  const repo = createConversionRepo(db)

  async function find(id: string, actor: Actor) {
    const conversion = await repo.find(id, advertiserScope(actor, undefined))
    if (!conversion) throw notFound('conversion')
    return conversion
  }

  async function get(id: string, actor: Actor): Promise<ConversionDetail> {
    return presentConversionDetail(await find(id, actor), await repo.changes(id))
  }

  return {
    get,

    async list(query: ConversionListQuery, actor: Actor): Promise<Page<Conversion>> {
      const scope = advertiserScope(actor, query.advertiserId)
      const offerIds = query.q && !asUuid(query.q) ? await offers.idsNamed(query.q, scope) : []
      const page = await repo.list(query, scope, offerIds)
      return { ...page, items: page.items.map(presentConversion) }
    },

    async ofClick(clickId: string, actor: Actor): Promise<ConversionSummary[]> {
      const rows = await repo.ofClick(clickId, advertiserScope(actor, undefined))
      return rows.map(presentConversionSummary)
    },

    async changeStatus(id: string, to: ConversionStatus, reason: string, actor: Actor): Promise<ConversionDetail> {
      const { status: from } = await find(id, actor)
      if (!STATUS_MOVES[from].includes(to)) {
        const detail = `The conversion is ${from}; from there it can become ${STATUS_MOVES[from].join(' or ')}.`
        throw new HttpProblem('conflict', detail)
      }
      const moved = await repo.move({ id, from, to, reason, userId: actor.userId, at: clock() })
      if (!moved) throw new HttpProblem('stale_version', `The conversion is no longer ${from}. Load it again.`)
      return get(id, actor)
    },
  }
}
export type ConversionService = ReturnType<typeof createConversionService>
