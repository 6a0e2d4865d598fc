import type { Knex } from 'knex'
import { whereKeyIn, type Period } from '../db/time-key.js'

interface Earned {
  conversions: number
  revenue: { currency: string; amount: string }[]
}

/** Counts since a moment. `advertiserId` limits to one advertiser; undefined counts all. */
export function createSummaryRepo(db: Knex) {
  return {
    /** Human clicks that were sent on: read from the index clicks_advertiser alone, which every such click is in. */
    async countClicks(period: Period, advertiserId: number | undefined, now: Date): Promise<number> {
      const advertiserIds: number[] = advertiserId === undefined ? await db('advertisers').pluck('id') : [advertiserId]
      // MySQL would read a day of whole rows by the primary key instead.
      const clicks = db.raw('clicks FORCE INDEX (clicks_advertiser)')
      const query = db.from(clicks).whereIn('advertiser_id', advertiserIds)
      whereKeyIn(query, 'id', period, now)
      return countOf(query.where({ traffic_class: 'human', outcome: 'sent', test: 0 }))
    },

    /** What was not rejected, with a sum for each currency. */
    async earned(from: Date, advertiserId: number | undefined): Promise<Earned> {
      const query = db('conversions').where('converted_at', '>=', from).where({ test: 0 })
      query.whereIn('status', ['pending', 'success'])
      if (advertiserId !== undefined) query.where({ advertiser_id: advertiserId })
      const rows: { currency: string; n: number | string; amount: string }[] = await query
        .groupBy('currency')
        .orderBy('currency')
        .select('currency')
        .count({ n: '*' })
        .sum({ amount: 'revenue' })
      return {
        conversions: rows.reduce((sum, { n }) => sum + Number(n), 0),
        revenue: rows.map(({ currency, amount }) => ({ currency, amount })),
      }
    },

    countRejected(period: Period, advertiserId: number | undefined, now: Date): Promise<number> {
      const query = db('postbacks').where({ outcome: 'rejected', test: 0 })
      whereKeyIn(query, 'id', period, now)
      if (advertiserId !== undefined) query.where({ advertiser_id: advertiserId })
      return countOf(query)
    },

    countOffers(advertiserId: number | undefined): Promise<number> {
      const query = db('offers')
      return countOf(advertiserId === undefined ? query : query.where({ advertiser_id: advertiserId }))
    },
  }
}

async function countOf(query: Knex.QueryBuilder): Promise<number> {
  const [row] = await query.count({ n: '*' })
  return Number(row.n)
}
