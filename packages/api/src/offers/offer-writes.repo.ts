import type { Knex } from 'knex'
import { isDuplicate } from '../db/errors.js'
import { bumpSnapshotVersion } from '../db/snapshot-version.js'
import type { OfferEventRow, OfferRow } from '../db/tables.js'
import { HttpProblem } from '../http/problem.js'
import type { EventPlan } from './event-plan.js'

/** Writes of an offer, all inside the transaction `trx`. */
export function createOfferWrites(trx: Knex) {
  return {
    async hasAdvertiser(id: number): Promise<boolean> {
      // A locking read: a plain one would fix the transaction's view of snapshot_version too, before it is raised.
      return (await trx('advertisers').where({ id }).forShare().first('id')) !== undefined
    },

    /** The offer, locked: two changes take turns. */
    lock(id: number, advertiserId: number | undefined): Promise<OfferRow | undefined> {
      const query = trx('offers').where({ id }).forUpdate().first()
      return advertiserId === undefined ? query : query.where({ advertiser_id: advertiserId })
    },

    /** Inserts with a key of `newKey`, and with the next one where that is taken. Returns the offer's ID. */
    async insert(offer: Omit<OfferRow, 'id' | 'link_key'>, newKey: () => string): Promise<number> {
      for (let attempt = 1; ; attempt++) {
        try {
          const [id] = await trx('offers').insert({ ...offer, link_key: newKey() })
          return id!
        } catch (error) {
          if (attempt === 5 || !isDuplicate(error, 'offers_key')) throw error
        }
      }
    },

    async update(id: number, values: Partial<OfferRow>): Promise<void> {
      await trx('offers').where({ id }).update(values)
    },

    async addLink(offerId: number, version: number, trackingLink: string, createdAt: Date): Promise<void> {
      await trx('offer_links').insert({
        offer_id: offerId,
        version,
        tracking_link: trackingLink,
        created_at: createdAt,
      })
    },

    events(offerId: number): Promise<OfferEventRow[]> {
      return trx('offer_events').where({ offer_id: offerId }).forUpdate()
    },

    async applyEvents(offerId: number, plan: EventPlan): Promise<void> {
      await removeEvents(trx, plan.remove)
      const kept = plan.keep.map(({ id }) => id)
      // Two events may swap their IDs, which the unique key would refuse half way.
      if (kept.length > 1) await trx('offer_events').whereIn('id', kept).update({ event_id: null })
      for (const { id, values } of plan.keep) await trx('offer_events').where({ id }).update(values)
      if (plan.add.length > 0) {
        await trx('offer_events').insert(plan.add.map((values) => ({ ...values, offer_id: offerId })))
      }
    },

    bumpSnapshotVersion: () => bumpSnapshotVersion(trx),
  }
}

/** The foreign key of conversions decides, so that a conversion which arrives at this moment counts too. */
async function removeEvents(trx: Knex, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  try {
    await trx('offer_events').whereIn('id', ids).delete()
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith('ER_ROW_IS_REFERENCED')) throw error
    throw new HttpProblem('event_in_use', 'The event has conversions and must stay. Keep it in the list of events.')
  }
}
