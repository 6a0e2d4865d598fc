import { PostbackAnswer } from '@gokart/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ConversionRow, PostbackRow } from '../db/tables.js'
import { bytesToUuid } from '../db/uuid.js'
import { mintTestMark } from '../snapshot/test-mark.js'
import type { OfferWithEvents } from '../test/factories.js'
import { useGoKart } from '../test/harness.js'

/* What a test click, or a test mark, makes of a postback. */

const gokart = await useGoKart()
const { db, make } = gokart
let offer: OfferWithEvents

beforeEach(async () => {
  offer = await make.offer()
})

async function send(clickId: Buffer | string, query = '', mark?: string) {
  const id = typeof clickId === 'string' ? clickId : bytesToUuid(clickId)
  const headers = mark === undefined ? {} : { 'GK-Test': mark }
  const response = await gokart.fetch(`/postback?gk_click_id=${id}${query}`, { headers })
  return PostbackAnswer.parse(await response.json())
}
const mint = (offerId = offer.id, expiresAt = Date.now() + 60_000) =>
  mintTestMark(gokart.context.snapshot.current().macs[0], offerId, expiresAt)
const conversions = (): Promise<ConversionRow[]> => db('conversions').orderBy('id')
const postbacks = (): Promise<PostbackRow[]> => db('postbacks').orderBy('id')

describe('a postback of a test click', () => {
  it('is a test, and so is its conversion', async () => {
    const click = await make.click({ offer, test: 1 })
    expect(await send(click.id)).toMatchObject({ status: 'accepted' })
    expect(await send(click.id)).toMatchObject({ status: 'duplicate' })
    expect(await send(click.id, '&cnv_amount=x')).toMatchObject({ status: 'rejected' })
    expect(await conversions()).toMatchObject([{ test: 1 }])
    expect((await postbacks()).map(({ test }) => test)).toEqual([1, 1, 1])
  })

  it('takes no real conversion’s place, nor another test’s', async () => {
    const clicks = [1, 1, 0].map((test) => make.click({ offer, test }))
    for (const click of await Promise.all(clicks)) {
      expect(await send(click.id, '&cnv_conversion_id=order-1')).toMatchObject({ status: 'accepted' })
      expect(await send(click.id, '&cnv_conversion_id=order-1')).toMatchObject({ status: 'duplicate' })
    }
    expect((await conversions()).map(({ test }) => test)).toEqual([1, 1, 0])
  })
})

describe('a test mark', () => {
  it('makes a test of what belongs to no click, and shows it to the offer’s advertiser', async () => {
    for (const id of ['{sub1}', crypto.randomUUID()])
      expect(await send(id, '', mint())).toMatchObject({ status: 'rejected' })
    const mine = { test: 1, offer_id: offer.id, advertiser_id: offer.advertiser_id }
    expect(await postbacks()).toMatchObject([mine, mine])
  })

  it('makes no test of a real click', async () => {
    const click = await make.click({ offer })
    expect(await send(click.id, '', mint())).toMatchObject({ status: 'accepted' })
    expect(await postbacks()).toMatchObject([{ test: 0 }])
    expect(await conversions()).toMatchObject([{ test: 0 }])
  })

  it('says nothing where it is not good', async () => {
    for (const mark of ['x', mint(offer.id, Date.now() - 1), `${mint()}x`]) await send('{sub1}', '', mark)
    expect((await postbacks()).map(({ test, offer_id }) => [test, offer_id])).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ])
  })
})
