import { parseClickId, verifyClickId, type Mac } from '@gokart/shared/click-id'
import type { SignedClick } from '@gokart/shared'
import type { Knex } from 'knex'

/** What a click ID of ours says of a click that is not stored; null for an ID of others, and of an offer that the reader has no part in. */
export async function signedClick(
  db: Knex,
  clickId: string,
  macs: readonly Mac[],
  advertiserId: number | undefined,
): Promise<SignedClick | null> {
  const id = parseClickId(clickId)
  if (!id.ok || !id.ours || !verifyClickId(id.bytes, macs)) return null
  const query = db('offers as o').join('advertisers as a', 'a.id', 'o.advertiser_id').where('o.id', id.offerNumber)
  if (advertiserId !== undefined) query.where('o.advertiser_id', advertiserId)
  const offer: { name: string; advertiser: string } | undefined = await query.first({
    name: 'o.name',
    advertiser: 'a.name',
  })
  if (!offer) return null
  const createdAt = new Date(id.timeMs).toISOString()
  return { createdAt, offerId: id.offerNumber, offerName: offer.name, advertiserName: offer.advertiser }
}
