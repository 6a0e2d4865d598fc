import type { PostbackFilter as Filters, PostbackOutcome } from '@gokart/shared'
import type { Knex } from 'knex'
import { equals, testCondition, together } from '../db/long-list/conditions.js'
import type { Condition } from '../db/long-list/path.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'
import { canonicalIp } from '../http/client-ip.js'

export type PostbackFilter = Omit<Filters, 'outcome'> & {
  outcome?: PostbackOutcome | readonly PostbackOutcome[] | undefined
}

/** What the list has, as alternatives: a postback belongs to it where it has all conditions of one of them. */
export async function searched(
  db: Knex,
  query: PostbackFilter,
  advertiserId: number | undefined,
  offerIds: readonly number[],
): Promise<Condition[][]> {
  const isNamed = query.clickId ?? query.conversionId ?? query.cnvConversionId ?? asUuid(query.q)
  const always = [
    ...equals('advertiser_id', advertiserId),
    ...equals('offer_id', query.offerId),
    ...(query.outcome ? [{ column: 'outcome', values: [query.outcome].flat() }] : []),
    ...equals('reason', query.reason),
    ...equals('click_id', query.clickId && uuidToBytes(query.clickId)),
    ...equals('conversion_ref', query.cnvConversionId),
    ...equals('ip', query.ip && canonicalIp(query.ip)),
    ...testCondition(query.test, isNamed !== undefined),
  ]
  const found = query.q ? await matching(db, query.q, offerIds) : [[]]
  const own = query.conversionId ? await ofConversion(db, query.conversionId) : [[]]
  return found.flatMap((search) => own.flatMap((conversion) => together(always, search, conversion)))
}

/** A UUID is a click's, the postback's or a conversion's; an address the sender's; another text is the advertiser's conversion ID, or names offers. */
async function matching(db: Knex, text: string, offerIds: readonly number[]): Promise<Condition[][]> {
  const uuid = asUuid(text)
  const ref = equals('conversion_ref', text)
  if (uuid) {
    const id = uuidToBytes(uuid)
    return [equals('id', id), equals('click_id', id), ref, ...(await ofConversion(db, uuid))]
  }
  const ip = canonicalIp(text)
  const offers = offerIds.length > 0 ? [[{ column: 'offer_id', values: offerIds }]] : []
  return [ref, ...(ip ? [equals('ip', ip)] : []), ...offers]
}

/**
 * Postbacks that made this conversion or were found to repeat it: they have its click or its conversion ID, and so there are indexes for
 * them.
 */
async function ofConversion(db: Knex, conversionId: string): Promise<Condition[][]> {
  const id = uuidToBytes(conversionId)
  const row = await db('conversions').where({ id }).first('click_id', 'conversion_ref')
  if (!row) return []
  const own = equals('conversion_id', id)
  const ref = row.conversion_ref === null ? [] : [[...equals('conversion_ref', row.conversion_ref), ...own]]
  return [[...equals('click_id', row.click_id), ...own], ...ref]
}
