import { beforeEach, describe, expect, it } from 'vitest'
import { moveStatuses } from '../conversions/status-moves.js'
import { seededRandom, type Random } from '../db/seeds/random.js'
import type { ConversionRow } from '../db/tables.js'
import { transact } from '../db/transact.js'
import { createCountedWorld, type CountedWorld } from '../test/counted-world.js'
import { clean, testDatabase } from '../test/database.js'
import { addUp, factsOfCounts, naiveClicks, naiveConversions, naiveRejected } from '../test/naive-counts.js'
import { bucketOf, firstDayOf, GRAIN } from './buckets.js'
import { checkCounters } from './check.js'
import { hasChanges, readCounted } from './counted.js'
import type { CountColumn, CountsQuery, Sql } from './counts-query.js'
import { foldDeltas } from './fold.js'
import { clickCounts, conversionCounts, rejectedCounts } from './read.js'
import { rebuildCounters } from './rebuild.js'
import { rollUp } from './roll-up.js'
import { STATUS_SUMS } from './status-sums.js'

const { db } = await testDatabase()
beforeEach(clean)

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
// Rebuilding counts up to the database's own clock. Four weeks end in the midst of the traffic.
const END_OF_FOUR_WEEKS = firstDayOf('fourWeeks', bucketOf('fourWeeks', Math.floor(Date.now() / DAY) - 10))
const START = (END_OF_FOUR_WEEKS - 8) * DAY + 22 * HOUR
/** A click a day from there on: only days that follow each other make weeks. */
const EARLY = START - 22 * DAY

const DAYS = { first: Math.floor(EARLY / DAY), last: Math.floor(START / DAY) + 17 }
const COUNTERS = ['click_counts', 'conversion_totals', 'rejected_counts']
const silent = () => undefined

async function read(query: Sql): Promise<Record<string, string | number>[]> {
  const [rows] = await db.raw(query.sql, query.bindings as never)
  return rows
}

const some = <T>(random: Random, items: readonly T[], chance: number) => items.filter(() => random.chance(chance))

/** Any range around the traffic, whole quarters or not, cut into periods or not. */
function randomQuery(
  random: Random,
  world: CountedWorld,
  columns: readonly CountColumn[],
  values: CountsQuery['filters'],
): CountsQuery {
  const unit = random.pick([1, 15 * MINUTE, HOUR, DAY])
  const begin = random.pick([START - DAY, START - DAY, EARLY - DAY])
  const moment = () => Math.floor((begin + random.int(world.clock.now - begin + DAY)) / unit) * unit
  const [from, to] = [moment(), moment()].toSorted((a, b) => a - b) as [number, number]
  const step = random.pick([0, HOUR, 7.75 * HOUR, DAY])
  const cuts =
    step === 0
      ? []
      : Array.from({ length: 12 }, (_, index) => START - DAY + random.pick([0, 15 * MINUTE]) + index * step)
  const filters = Object.fromEntries(some(random, Object.entries(values ?? {}), 0.3))
  return {
    from,
    to: to + unit,
    cuts: [...new Set(cuts)].toSorted((a, b) => a - b),
    columns: some(random, columns, 0.5),
    filters,
  }
}

/** The database has filtered already. */
const shown = (rows: Record<string, string | number>[], sums: readonly string[], query: CountsQuery) =>
  addUp(factsOfCounts(rows, sums), { ...query, filters: {} })

async function expectEqual(random: Random, world: CountedWorld): Promise<void> {
  const offer = random.pick(world.offers)
  const common = {
    advertiser_id: [offer.advertiser_id],
    offer_id: [offer.id, world.offers[0]!.id],
    partner_id: [random.pick([0, ...world.partners.flatMap((id) => id ?? [])])],
    country: [random.pick(['', 'DE'])],
    traffic_class: ['human'],
  }
  const dimensions = ['advertiser_id', 'offer_id', 'partner_id', 'country', 'traffic_class'] as const

  const clicks = randomQuery(random, world, dimensions, common)
  const unique = random.chance(0.7)
  const sums = unique ? ['clicks', 'unique_clicks'] : ['clicks']
  const counted = await read(clickCounts(clicks, await readCounted(read, 'clicks', clicks), { unique }))
  const naive = (await naiveClicks(db)).map((fact) =>
    unique ? fact : { ...fact, sums: { clicks: fact.sums['clicks']! } },
  )
  expect(shown(counted, sums, clicks)).toEqual(addUp(naive, clicks))

  const { advertiser_id, offer_id } = common
  const ofPostbacks = { advertiser_id: [0, ...advertiser_id], offer_id, reason: ['too_late'] }
  const postbacks = randomQuery(random, world, ['advertiser_id', 'offer_id', 'reason'], ofPostbacks)
  const rejected = await read(rejectedCounts(postbacks, await readCounted(read, 'postbacks', postbacks)))
  expect(shown(rejected, ['rejected'], postbacks)).toEqual(addUp(await naiveRejected(db), postbacks))

  const clock = random.pick(['click', 'conversion'] as const)
  const ofConversions = { ...common, offer_event_id: [offer.events[0].id], currency: ['EUR'] }
  const all = [...dimensions, 'offer_event_id', 'currency'] as const
  const conversions = randomQuery(random, world, all, ofConversions)
  const converted = await read(conversionCounts(conversions, clock, await hasChanges(read)))
  expect(shown(converted, STATUS_SUMS, conversions)).toEqual(addUp(await naiveConversions(db, clock), conversions))
}

function operations(random: Random, world: CountedWorld): readonly (readonly [() => Promise<unknown>, number])[] {
  const { clock } = world
  const now = () => clock.now - random.int(30_000)
  const past = () => START + random.int(clock.now - START + 1)
  const several = (moment: () => number) => Array.from({ length: 1 + random.int(8) }, moment)
  const stop = (after: number) => () => after-- <= 0
  return [
    [() => world.addClicks(several(now)), 8],
    [() => world.addClicks(several(past)), 1],
    [() => world.addPostback(random.chance(0.8) ? now() : past()), 4],
    [() => world.changeVerdict(), 2],
    [() => world.addConversion(past(), now()), 3],
    [() => world.addConversion(past(), past()), 1],
    [() => moveSome(), 2],
    [async () => (clock.now += random.pick([MINUTE, 10 * MINUTE, 3 * HOUR])), 8],
    // Days without traffic, so that weeks come to their end.
    [async () => (clock.now = Math.min(clock.now + random.pick([1, 3]) * DAY, START + 16 * DAY)), 2],
    [
      () =>
        rollUp(db, stop(random.pick([1, 3, 1_000])), Math.floor(clock.now / 1_000) - 120, random.pick([1, 4, 10_000])),
      5,
    ],
    [() => foldDeltas(db, stop(random.int(2)), random.pick([1, 3, 900])), 2],
  ]

  async function moveSome(): Promise<void> {
    const rows: ConversionRow[] = await db('conversions').orderByRaw('RAND()').limit(3)
    const moves = rows.map(({ id }) => ({
      conversionId: id,
      to: random.pick(['success', 'rejected'] as const),
      reason: 'x',
    }))
    await transact(db, (trx) => moveStatuses(trx, moves, { userId: null, at: new Date() }))
  }
}

describe('counters and the rows that they do not have yet', { timeout: 120_000 }, () => {
  it.each([1, 2, 3])('are what the rows add up to, whatever happens (%i)', async (seed) => {
    const random = seededRandom(seed)
    const world = await createCountedWorld(db, random, START)
    await world.addClicks(Array.from({ length: 22 }, (_, days) => EARLY + days * DAY))
    for (let step = 0; step < 60; step++) {
      await random.weighted(operations(random, world))()
      await expectEqual(random, world)
      if (step % 20 === 19) expect(await checkCounters(read, DAYS, silent)).toEqual([])
    }
    // As after any mishap: nothing of the counters is right.
    await Promise.all(COUNTERS.map((table) => db(table).update({ dims: db.raw('dims + 128') })))
    expect((await checkCounters(read, DAYS, silent)).length).toBeGreaterThan(0)
    await Promise.all(COUNTERS.map((table) => db(table).delete()))
    await rebuildCounters(db, DAYS, silent)
    for (const grain of [GRAIN.week, GRAIN.fourWeeks])
      expect(await db('click_counts').where({ grain }).first()).toBeDefined()
    expect(await checkCounters(read, DAYS, silent)).toEqual([])
    await expectEqual(random, world)
  })
})
