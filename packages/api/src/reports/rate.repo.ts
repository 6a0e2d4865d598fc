import { ratesInto, type Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import { sqlOf } from './sql.js'

/** The rates into a currency, as they are at the moment of the view. */
export async function readRates(view: ReadView, currency: string): Promise<Rates> {
  const sql =
    'SELECT from_currency, to_currency, valid_from, rate FROM rates WHERE to_currency = ? OR from_currency = ?'
  return ratesInto(currency, await view.read(sqlOf(sql, currency, currency)))
}
