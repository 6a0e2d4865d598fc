import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHotPool, type HotPool } from '../db/hot-pool.js'
import { bytesToUuid } from '../db/uuid.js'
import { openSpool, type SpoolOptions } from '../spool/spool.js'
import { clean, testDatabase } from '../test/database.js'
import { startTcpProxy, type TcpProxy } from '../test/tcp-proxy.js'
import { PUB_NAMES, type ClickRecord } from './click-record.js'
import { timeFirstId } from '../postback/id.js'
import { createClickWriter, type ClickWriter, type ClickWriterOptions } from './click-writer.js'

let proxy: TcpProxy
let pool: HotPool
let folder: string
let writer: ClickWriter
let logged: { level: number; msg: string }[]

beforeEach(async () => {
  await clean()
  proxy = await startTcpProxy((await testDatabase()).url)
  pool = createHotPool(proxy.url, 4)
  folder = await mkdtemp(join(tmpdir(), 'gokart-writer-'))
  logged = []
})
afterEach(async () => {
  await writer.close()
  await proxy.close()
  // The connections that the proxy cut say so.
  await pool.end().catch(() => undefined)
  await rm(folder, { recursive: true })
})

async function start(
  over: Partial<ClickWriterOptions> = {},
  spoolOver: Partial<SpoolOptions> = {},
): Promise<ClickWriter> {
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(JSON.parse(line)) })
  const spool = await openSpool({ folder, log, ...spoolOver })
  writer = createClickWriter({ pool, spool, log, databaseNow: Date.now, timeoutMs: 250, retryMs: 50, ...over })
  return writer
}

/** How often a connection of the pool was taken since. */
function countUses(): () => number {
  let uses = 0
  pool.pool.on('acquire', () => uses++)
  return () => uses
}

let offset = 0
function click(over: Partial<ClickRecord> = {}): ClickRecord {
  return {
    id: timeFirstId(new Date()),
    created_at: Date.parse('2026-11-22T12:00:00.001Z') + offset++,
    offer_id: 1,
    advertiser_id: 1,
    partner_id: undefined,
    link_version: 1,
    outcome: 'sent',
    traffic_class: 'human',
    ip: '192.0.2.1',
    country: undefined,
    device: undefined,
    os: undefined,
    browser: undefined,
    user_agent: undefined,
    referrer: undefined,
    pubs: {},
    ...over,
  }
}
const clicks = (count: number) =>
  Array.from({ length: count }, (_, index) => click({ pubs: { pub_sub_1: `${index}` } }))
const write = (each: ClickRecord) => new Promise<void>((done) => writer.write(each, done))
const writeAll = (all: readonly ClickRecord[]) => Promise.all(all.map(write))

async function storedIds(): Promise<string[]> {
  const { db } = await testDatabase()
  return (await db('clicks').select('id')).map(({ id }) => bytesToUuid(id)).toSorted()
}
const idsOf = (all: readonly ClickRecord[]) => all.map(({ id }) => id).toSorted()
const drained = () =>
  vi.waitFor(() => expect(writer.stats()).toMatchObject({ away: false, spoolDepth: 0 }), { timeout: 5_000 })

describe('the click writer', () => {
  it('has stored a click when it says so, many in one insert', async () => {
    await start({ timeoutMs: 10_000 })
    const uses = countUses()
    const all = clicks(1_000)
    await writeAll(all)
    expect(await storedIds()).toEqual(idsOf(all))
    expect(writer.stats()).toMatchObject({ stored: 1_000, spooled: 0, lost: 0, queued: 0, away: false })
    expect(uses()).toBeLessThan(100)
  })

  it('stores what clicks of one batch have and others have not', async () => {
    await start()
    const [a, b] = [
      click({ country: 'DE', pubs: { pub_sub_7: "it's \\ 😀\r\n" } }),
      click({ referrer: 'https://x.example/' }),
    ]
    await writeAll([a, b])
    const { db } = await testDatabase()
    expect(await db('clicks').orderBy('created_at').select('created_at', 'country', 'referrer', 'pub_sub_7')).toEqual([
      { created_at: new Date(a.created_at), country: 'DE', referrer: null, pub_sub_7: "it's \\ 😀\r\n" },
      { created_at: new Date(b.created_at), country: null, referrer: 'https://x.example/', pub_sub_7: null },
    ])
  })

  it('stores every parameter, and the mark of a test, whatever else is in the batch', async () => {
    await start({ timeoutMs: 20_000 })
    const { db } = await testDatabase()
    for (const name of PUB_NAMES) {
      const [one, other] = [click({ pubs: { [name]: name } }), click({ pubs: { pub_sub_1: 'other' } })]
      await writeAll([one])
      await writeAll([other, click({ ...one, id: click().id })])
      const rows = await db('clicks')
        .where({ [name]: name })
        .select('test')
      expect(rows).toHaveLength(2)
    }
    await writeAll([click({ test: true }), click()])
    expect(await db('clicks').where({ test: 1 })).toHaveLength(1)
  })

  it('stores what waits before it closes', async () => {
    await start()
    const all = clicks(500)
    const written = writeAll(all)
    await writer.close()
    await written
    expect(await storedIds()).toEqual(idsOf(all))
  })
})

describe('without a database', () => {
  it.each([
    ['refuses', () => proxy.cut()],
    ['is silent', () => proxy.freeze()],
    ['does what is asked, but is not heard', () => proxy.mute()],
  ])('that %s: clicks are acknowledged, and stored once when it is back', async (_, fail) => {
    await start()
    const before = clicks(50)
    await writeAll(before)
    fail()
    const during = clicks(300)
    await writeAll(during.slice(0, 150))
    expect(writer.stats()).toMatchObject({ away: true, spooled: 150, lost: 0 })
    for (const each of during.slice(150)) await write(each)
    expect(writer.stats()).toMatchObject({ spoolDepth: 300, queued: 0 })
    expect(writer.stats().spoolOldest).toBeGreaterThan(Date.now() - 60_000)
    proxy.heal()
    await drained()
    const after = clicks(50)
    await writeAll(after)
    expect(await storedIds()).toEqual(idsOf([...before, ...during, ...after]))
    expect(writer.stats()).toMatchObject({ stored: 100, spooled: 300, lost: 0 })
    expect(logged.filter(({ level }) => level >= 50).map(({ msg }) => msg)).toEqual([
      'The database is away: clicks go to the spool',
    ])
  })

  it('goes straight to the spool once it is known to be away', async () => {
    await start({ retryMs: 60_000 })
    await write(click())
    proxy.freeze()
    await write(click())
    const uses = countUses()
    for (const each of clicks(20)) await write(each)
    expect(uses()).toBe(0)
    expect(writer.stats().spoolDepth).toBe(21)
  })

  it('keeps no more clicks in memory than it may', async () => {
    await start({ maxQueue: 10, timeoutMs: 60_000 })
    const held = [
      await pool.getConnection(),
      await pool.getConnection(),
      await pool.getConnection(),
      await pool.getConnection(),
    ]
    const waiting = clicks(10)
    const written = writeAll(waiting)
    const more = clicks(5)
    await writeAll(more)
    expect(writer.stats()).toMatchObject({ queued: 10, spooled: 5, away: false })
    for (const connection of held) connection.release()
    await written
    await drained()
    expect(await storedIds()).toEqual(idsOf([...waiting, ...more]))
  })

  it('sends visitors on when the spool is full too, and counts and reports the loss', async () => {
    await start({}, { maxBytes: 2_000 })
    proxy.cut()
    const all = clicks(20)
    await writeAll(all)
    const { spooled, lost } = writer.stats()
    expect(lost).toBeGreaterThan(0)
    expect(spooled + lost).toBe(20)
    expect(logged.filter(({ msg }) => msg.startsWith('Clicks are lost'))).toMatchObject([
      { level: 50, clicks: lost, lost },
    ])
    proxy.heal()
    await drained()
    expect(await storedIds()).toHaveLength(spooled)
  })

  it('leaves clicks in the spool when it closes, and the next start stores them', async () => {
    await start()
    proxy.cut()
    const all = clicks(30)
    await writeAll(all)
    await writer.close()
    expect(await storedIds()).toEqual([])
    proxy.heal()
    await start()
    await drained()
    expect(await storedIds()).toEqual(idsOf(all))
  })

  it('stores a click once that was stored already', async () => {
    await start()
    const all = clicks(10)
    await writeAll(all)
    proxy.cut()
    await writeAll([...all, ...all])
    proxy.heal()
    await drained()
    expect(await storedIds()).toEqual(idsOf(all))
  })
})

describe('a click that cannot be stored', () => {
  it('does not hold up the others, and is kept for people to look at', async () => {
    await start()
    const good = clicks(20)
    const bad = click({ country: 'much too long' })
    await writeAll([...good.slice(0, 10), bad, ...good.slice(10)])
    await drained()
    expect(await storedIds()).toEqual(idsOf(good))
    const refused = JSON.parse(await readFile(join(folder, 'refused.jsonl'), 'utf8'))
    expect(JSON.parse(refused.record)).toMatchObject({ id: bad.id, country: 'much too long' })
    expect(refused.reason).toContain('Data too long')
    expect(logged.filter(({ level }) => level >= 50)).toHaveLength(2)
  })
})

describe('the counters', () => {
  const MINUTE = 60_000
  const at = (ms: number) => click({ id: timeFirstId(new Date(ms)) })
  const marks = async () => (await testDatabase()).db('rollup_days').where({ source: 'clicks' }).orderBy('day')
  const noon = Date.UTC(2026, 10, 22, 12)
  const day = Math.floor(noon / 86_400_000)

  async function counted(): Promise<void> {
    const { db } = await testDatabase()
    await db('rollup_days').insert({ source: 'clicks', day, rolled_to: noon / 1_000 })
  }

  it('are told of clicks that are behind the database’s clock, and of no others', async () => {
    await start({ databaseNow: () => noon })
    await counted()
    await writeAll([at(noon - MINUTE)])
    expect(await marks()).toMatchObject([{ rolled_to: noon / 1_000 }])
    await writeAll([at(noon - 20 * MINUTE), at(noon)])
    expect(await marks()).toMatchObject([{ day, rolled_to: noon / 1_000 - 1_800 }])
  })

  it('are told of all while that clock is not known, and of all that were in the spool', async () => {
    await start({ databaseNow: () => undefined })
    await counted()
    await writeAll([at(noon - 1)])
    expect(await marks()).toMatchObject([{ rolled_to: noon / 1_000 - 900 }])
    await writer.close()
    await start({ databaseNow: () => noon })
    proxy.cut()
    await writeAll([at(noon - 5 * 60 * MINUTE), at(noon - 24 * 60 * MINUTE)])
    proxy.heal()
    await drained()
    expect(await marks()).toMatchObject([
      // A day that was never counted begins at its begin.
      { day: day - 1, rolled_to: (day - 1) * 86_400 },
      { day, rolled_to: noon / 1_000 - 18_000 },
    ])
  })
})
