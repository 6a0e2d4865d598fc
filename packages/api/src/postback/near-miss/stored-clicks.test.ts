import { beforeAll, describe, expect, test } from 'vitest'
import { uuidToBytes } from '../../db/uuid.js'
import { clean, testDatabase } from '../../test/database.js'
import { createFactories } from '../../test/factories.js'
import { createStoredClicks } from './stored-clicks.js'

const { db } = await testDatabase()
const make = createFactories(db, async () => undefined)
const HEAD = '01a1ffdf445382b6'
const key = (start: string, digit: string) => start.padEnd(32, digit)
const around = (start: string) => ({ from: key(start, '0'), to: key(start, 'f') })
let own: { id: number; advertiser_id: number }
let other: { id: number; advertiser_id: number }

async function click(digits: string, offer: { id: number; advertiser_id: number }): Promise<void> {
  const rest = { created_at: new Date(), outcome: 'sent', traffic_class: 'human', ip: '::1' }
  const whose = { offer_id: offer.id, advertiser_id: offer.advertiser_id }
  await db('clicks').insert({ id: uuidToBytes(digits), ...whose, ...rest })
}

beforeAll(async () => {
  await clean()
  own = await make.offer()
  other = await make.offer()
  await click(`${HEAD}8005000001000001`, own)
  await click(`${HEAD}8005000002000001`, other)
  await click('01a1ffdf00008fff8005000001000001', own)
})

describe('stored clicks', () => {
  test('are found in ranges and by their whole ID, the own ones only', async () => {
    const everywhere = createStoredClicks(db, null)
    const digits = async (clicks = everywhere, ranges = [around(HEAD)]) =>
      (await clicks.within(ranges)).map((found) => found.digits).toSorted()
    expect(await digits()).toEqual([`${HEAD}8005000001000001`, `${HEAD}8005000002000001`])
    expect(await digits(createStoredClicks(db, own.advertiser_id))).toEqual([`${HEAD}8005000001000001`])
    const exact = `${HEAD}8005000002000001`
    expect(await everywhere.within([{ from: exact, to: exact }])).toEqual([
      { digits: exact, offerId: other.id, advertiserId: other.advertiser_id },
    ])
    expect(await digits(everywhere, [])).toEqual([])
    expect(await digits(everywhere, [around('02')])).toEqual([])
  })

  test('are found by their end among those of an offer, the own ones only', async () => {
    const end = { digits: '8005000001000001', offerId: own.id, among: around('01') }
    const found = await createStoredClicks(db, null).endingOn(end)
    expect(found.map(({ digits }) => digits).toSorted()).toEqual([
      '01a1ffdf00008fff8005000001000001',
      `${HEAD}8005000001000001`,
    ])
    expect(await createStoredClicks(db, null).endingOn({ ...end, among: around(HEAD) })).toHaveLength(1)
    expect(await createStoredClicks(db, null).endingOn({ ...end, offerId: other.id })).toEqual([])
    expect(await createStoredClicks(db, own.advertiser_id).endingOn(end)).toHaveLength(2)
    expect(await createStoredClicks(db, other.advertiser_id).endingOn(end)).toEqual([])
  })

  test('are at most 32, however many there are', async () => {
    const head = '01a1ffde00008000'
    await Promise.all(Array.from({ length: 40 }, (_, at) => click(`${head}80050000010000${10 + at}`, own)))
    expect(await createStoredClicks(db, null).within([around(head)])).toHaveLength(32)
  })
})
