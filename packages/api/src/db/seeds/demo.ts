import { createClickIdMinter, type Mac } from '@gokart/shared/click-id'
import type { Knex } from 'knex'
import { createMac } from '../../snapshot/mac.js'
import { addDeltas } from '../conversion-deltas.js'
import type { Sql } from '../sql.js'
import type { ClickRow, ConversionChangeRow, ConversionRow, PostbackRow } from '../tables.js'
import { keyMs, markUncounted } from '../uncounted.js'
import { insertAdvertisers, insertPartners } from './demo-accounts.js'
import { demoClicks } from './demo-clicks.js'
import { decideDemo } from './demo-decisions.js'
import { demoPostbacks } from './demo-postbacks.js'
import { seededRandom, type Random } from './random.js'

const DAY = 86_400_000

export interface DemoOptions {
  now: Date
  /** Of DEMO_PASSWORD. */
  passwordHash: string
  clicks?: number
}

/** How many rows the demo made. */
export interface DemoCounts {
  offers: number
  clicks: number
  postbacks: number
  conversions: number
}

/** Loads the demo, all or nothing. Undefined where there are advertisers already: then nothing is touched. */
export async function seedDemo(db: Knex, { now, passwordHash, clicks: count = 4_000 }: DemoOptions) {
  return db.transaction(async (trx): Promise<DemoCounts | undefined> => {
    if (await trx('advertisers').first('id')) return undefined
    const random = seededRandom(20)
    const partnerIds = await insertPartners(trx, now)
    const world = await insertAdvertisers(trx, now, passwordHash)
    const macs = await readMacs(trx)
    const clicks = demoClicks({ random, count, now, offers: world.placed, partnerIds, mint: minter(macs[0]!) })
    const raws = demoPostbacks(random, clicks, world.placed, now)
    const { postbacks, conversions } = decideDemo(raws, { ...world, clicks, macs })
    const changes = reviewed(random, conversions, now)
    await trx.batchInsert('clicks', clicks, 500)
    await trx.batchInsert('postbacks', postbacks, 500)
    await trx.batchInsert('conversions', conversions, 500)
    await trx.batchInsert('conversion_changes', changes, 500)
    await tellCounters(trx, clicks, postbacks, conversions)
    const offers = world.offers.length
    return { offers, clicks: clicks.length, postbacks: postbacks.length, conversions: conversions.length }
  })
}

/** Counters learn of what was written past the hot paths. */
async function tellCounters(
  trx: Knex,
  clicks: readonly ClickRow[],
  postbacks: readonly PostbackRow[],
  conversions: readonly ConversionRow[],
): Promise<void> {
  const sql: Sql = (text, values) => trx.raw(text, values as Buffer[])
  await markUncounted(
    sql,
    'clicks',
    clicks.map(({ id }) => keyMs(id)),
  )
  await markUncounted(
    sql,
    'postbacks',
    postbacks.map(({ id }) => keyMs(id)),
  )
  await addDeltas(
    sql,
    conversions.map(({ id }) => id),
    1,
  )
}

async function readMacs(trx: Knex): Promise<Mac[]> {
  const secrets: Buffer[] = await trx('click_keys').orderBy('id', 'desc').pluck('secret')
  return secrets.map(createMac)
}

/** Mints IDs of the past: real ones, which verify. */
function minter(mac: Mac): (moment: Date, offerId: number) => Buffer {
  let at = 0
  const ids = createClickIdMinter({ mac, node: 1, now: () => at })
  return (moment, offerId) => {
    at = moment.getTime()
    const id = Buffer.alloc(16)
    ids.mintInto(id, 0, offerId)
    return id
  }
}

/** A few successes were taken back after a look at them; gives the history, and moves the rows that it is about. */
function reviewed(random: Random, conversions: ConversionRow[], now: Date): Omit<ConversionChangeRow, 'id'>[] {
  const reasons = ['The order was cancelled', 'Several sign-ups from one address', 'The payment failed']
  return conversions.flatMap((conversion) => {
    const changed_at = new Date(conversion.converted_at.getTime() + DAY * (1 + random.float()))
    if (conversion.status !== 'success' || changed_at > now || !random.chance(0.05)) return []
    conversion.status = 'rejected'
    return {
      conversion_id: conversion.id,
      from_status: 'success' as const,
      to_status: 'rejected' as const,
      reason: random.pick(reasons),
      user_id: null,
      changed_at,
      source_key: null,
    }
  })
}
