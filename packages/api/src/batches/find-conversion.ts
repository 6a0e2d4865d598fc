import { POSTBACK_LIMITS, type Finding } from '@gokart/shared'
import type { Knex } from 'knex'
import type { ConversionRow } from '../db/tables.js'
import { uuidToBytes } from '../db/uuid.js'
import { clean } from '../postback/text.js'
import { finding } from './line.js'
import type { StatusOrder } from './status-line.js'

/** The one conversion that an order names, or why it is not one. */
export type NamedConversion = { readonly id: Buffer } | { readonly finding: Finding }

/** Finds what fits all that the order says; `advertiserId`: conversions of others are not there. */
export async function findConversion(
  db: Knex,
  { conversionId, clickId, ref, advertiser }: StatusOrder,
  advertiserId: number | null,
): Promise<NamedConversion> {
  const query = db('conversions').limit(MANY).select('id', 'conversion_ref')
  if (conversionId) query.where({ id: uuidToBytes(conversionId) })
  if (clickId) query.where({ click_id: uuidToBytes(clickId) })
  // Longer ones are kept cut.
  const kept = ref === undefined ? undefined : clean(ref, POSTBACK_LIMITS.text)
  if (kept !== undefined) query.where({ conversion_ref: kept })
  if (advertiserId !== null) query.where({ advertiser_id: advertiserId })
  if (advertiser) {
    const number = /^\d{1,9}$/.test(advertiser) ? Number(advertiser) : undefined
    const owner = await db('advertisers')
      .where(number === undefined ? { name: advertiser } : { id: number })
      .first('id')
    if (!owner)
      return { finding: finding('advertiser', `There is no advertiser "${advertiser.slice(0, 60)}".`, ADVERTISER) }
    query.where({ advertiser_id: owner.id })
  }
  const rows: Pick<ConversionRow, 'id' | 'conversion_ref'>[] = await query
  // The database takes capitals and accents as equal; IDs are not.
  const exact = kept === undefined ? rows : rows.filter(({ conversion_ref }) => conversion_ref === kept)
  const [first] = exact
  if (first && exact.length === 1) return { id: first.id }
  if (first) return { finding: finding('cnv_conversion_id', SEVERAL, 'Name it in conversion_id.') }
  return { finding: finding(null, 'There is no conversion that fits all that the line says.', COMPARE) }
}

const MANY = 50
const ADVERTISER = 'Write the name or the number of the advertiser as its page shows it.'
const SEVERAL = 'Several conversions have this ID: an ID counts once for each offer and event.'
const COMPARE = 'Compare its IDs and its advertiser with the list of conversions.'
