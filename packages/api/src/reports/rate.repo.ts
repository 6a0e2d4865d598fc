import type { api, EndpointInput, Page, RateInput } from '@gokart/shared'
import type { Knex } from 'knex'
import { readPage } from '../db/page.js'
import type { RateRow } from '../db/tables.js'
import { ratesInto, type Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import { sqlOf } from './sql.js'

/** Rows of an insert. */
const CHUNK = 1_000

export function createRateRepo(db: Knex) {
  return {
    list(query: EndpointInput<typeof api.rates.list>['query']): Promise<Page<RateRow>> {
      const filtered = db('rates as r')
      if (query.from) filtered.where('r.from_currency', query.from)
      if (query.to) filtered.where('r.to_currency', query.to)
      return readPage<RateRow>(query, {
        filtered,
        key: 'r.id',
        columns: { date: 'r.valid_from' },
        rows: (page) => db('rates as r').select('r.*').join(page, 'page.id', 'r.id'),
      })
    },

    /** All of them, or none; each takes the place of one of the same pair and day. */
    async enter(rates: readonly RateInput[], now: Date): Promise<void> {
      const rows = rates.map(({ date, from, to, rate }) => ({
        valid_from: date,
        from_currency: from,
        to_currency: to,
        rate,
        created_at: now,
      }))
      await db.transaction(async (trx) => {
        for (let at = 0; at < rows.length; at += CHUNK) {
          const insert = trx('rates').insert(rows.slice(at, at + CHUNK))
          await insert.onConflict(['from_currency', 'to_currency', 'valid_from']).merge(['rate', 'created_at'])
        }
      })
    },

    get: ({ from, to, date }: RateInput): Promise<RateRow> =>
      db('rates').where({ from_currency: from, to_currency: to, valid_from: date }).first(),

    async remove(id: number): Promise<boolean> {
      return (await db('rates').where({ id }).delete()) > 0
    },
  }
}

/** The rates into a currency, as they are at the moment of the view. */
export async function readRates(view: ReadView, currency: string): Promise<Rates> {
  const sql =
    'SELECT from_currency, to_currency, valid_from, rate FROM rates WHERE to_currency = ? OR from_currency = ?'
  return ratesInto(currency, await view.read(sqlOf(sql, currency, currency)))
}
