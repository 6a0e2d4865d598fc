import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSpool, SpoolFullError, type Spool, type SpoolOptions } from './spool.js'

let folder: string
let spool: Spool | undefined
let logged: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gokart-spool-'))
  logged = []
})
afterEach(async () => {
  await spool?.close()
  spool = undefined
  await rm(folder, { recursive: true })
})

async function opened(over: Partial<SpoolOptions> = {}): Promise<Spool> {
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) })
  spool = await openSpool({ folder, log, ...over })
  return spool
}
async function reopened(over: Partial<SpoolOptions> = {}): Promise<Spool> {
  await spool?.close()
  return opened(over)
}
async function drained(from: Spool): Promise<string[]> {
  const all: string[] = []
  await from.drain(async (records) => void all.push(...records.map(String)))
  return all
}
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `record ${from + index}`)
const segments = async () => (await readdir(folder)).filter((name) => name.endsWith('.spool')).toSorted()

describe('a spool', () => {
  it('hands back what was appended, in order, and is empty afterwards', async () => {
    const log = await opened()
    await Promise.all(numbers(500).map((record) => log.append(record)))
    expect(log.depth()).toBe(500)
    expect(await drained(log)).toEqual(numbers(500))
    expect(log.depth()).toBe(0)
    expect(log.oldest()).toBeUndefined()
    expect(await segments()).toEqual([])
    expect(await drained(log)).toEqual([])
  })

  it('keeps bytes as they are', async () => {
    const log = await opened()
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    await log.append(bytes)
    await log.drain(async (records) => expect(records).toEqual([bytes]))
    await expect(log.append('')).rejects.toThrow('must not be empty')
  })

  it('is for the eyes of its owner: a record holds tokens, emails and addresses', async () => {
    const made = join(folder, 'made')
    await opened({ folder: made })
    expect((await stat(made)).mode & 0o077).toBe(0)
  })

  it('outlives its process', async () => {
    const first = await opened({ now: () => 1_000 })
    await Promise.all(numbers(3).map((record) => first.append(record)))
    const second = await reopened({ now: () => 2_000 })
    await second.append('record 3')
    expect(second.depth()).toBe(4)
    expect(second.oldest()).toBe(1_000)
    expect(await drained(second)).toEqual(numbers(4))
  })

  it('keeps the order over many segments', async () => {
    const log = await opened({ segmentBytes: 100 })
    for (const record of numbers(50)) await log.append(record)
    expect((await segments()).length).toBeGreaterThan(5)
    expect(await drained(await reopened())).toEqual(numbers(50))
  })

  it('takes records while it is drained, and hands them over too', async () => {
    const log = await opened()
    await log.append('record 0')
    const seen: string[] = []
    await log.drain(async (records) => {
      seen.push(...records.map(String))
      if (seen.length < 5) await log.append(`record ${seen.length}`)
    })
    expect(seen).toEqual(numbers(5))
    expect(log.depth()).toBe(0)
  })

  it('counts a record until it is handled', async () => {
    const log = await opened()
    await log.append('record 0')
    const handled: Buffer[] = []
    const draining = log.drain(async (records) => void handled.push(...records))
    while (handled.length === 0) {
      expect(log.depth()).toBe(1)
      expect(log.oldest()).toBeDefined()
      await new Promise(setImmediate)
    }
    await draining
    expect(log.depth()).toBe(0)
  })

  it('refuses records past its limit and takes them again after a drain', async () => {
    const log = await opened({ maxBytes: 100 })
    await log.append('x'.repeat(80))
    await expect(log.append('y'.repeat(80))).rejects.toThrow(SpoolFullError)
    expect(await drained(log)).toEqual(['x'.repeat(80)])
    await log.append('y'.repeat(80))
    expect(log.depth()).toBe(1)
    expect(await drained(await reopened({ maxBytes: 100 }))).toEqual(['y'.repeat(80)])
  })

  it('refuses records while the disk does not take them, and goes on afterwards', async () => {
    const log = await opened()
    await rm(folder, { recursive: true })
    await expect(log.append('lost')).rejects.toThrow('ENOENT')
    expect(log.depth()).toBe(0)
    await mkdir(folder)
    await log.append('kept')
    expect(await drained(log)).toEqual(['kept'])
  })

  it('says that it is closed', async () => {
    const log = await opened()
    await log.close()
    await expect(log.append('late')).rejects.toThrow('closed')
  })

  it('keeps a refused record with its reason', async () => {
    const log = await opened({ now: () => 0 })
    await log.refuse(Buffer.from('bad'), 'too long')
    await log.refuse(Buffer.from('worse'), 'no number')
    const lines = (await readFile(join(folder, 'refused.jsonl'), 'utf8')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: '1970-01-01T00:00:00.000Z', reason: 'too long', record: 'bad' },
      { at: '1970-01-01T00:00:00.000Z', reason: 'no number', record: 'worse' },
    ])
  })
})

describe('a handler that fails', () => {
  it('gets the batch that failed again, and nothing before it', async () => {
    const log = await opened()
    await Promise.all(numbers(450).map((record) => log.append(record)))
    const seen: string[] = []
    const failing = log.drain(async (records) => {
      if (seen.length > 0) throw new Error('away')
      seen.push(...records.map(String))
    })
    await expect(failing).rejects.toThrow('away')
    expect(log.depth()).toBe(450 - seen.length)
    expect([...seen, ...(await drained(log))]).toEqual(numbers(450))
  })

  it('loses nothing over a restart: the whole segment comes again', async () => {
    const log = await opened()
    await Promise.all(numbers(300).map((record) => log.append(record)))
    let calls = 0
    await expect(log.drain(async () => void (calls++ && (await Promise.reject(new Error('away')))))).rejects.toThrow(
      'away',
    )
    expect(await drained(await reopened())).toEqual(numbers(300))
  })
})

describe('a segment that was cut or spoiled', () => {
  async function spoiled(spoil: (file: string) => Promise<void>): Promise<string[]> {
    const log = await opened()
    for (const record of numbers(3)) await log.append(record)
    await log.close()
    await spoil(join(folder, (await segments())[0]!))
    return drained(await opened())
  }

  it.each([
    ['the last record is cut', (file: string) => truncate(file, 3 * 16 - 5), 2, 11],
    ['the last header is cut', (file: string) => truncate(file, 2 * 16 + 3), 2, 3],
    ['a byte of the last record is another', (file: string) => flip(file, 3 * 16 - 1), 2, 16],
    ['the length of the last record is absurd', (file: string) => flip(file, 2 * 16 + 3), 2, 16],
    ['zeros follow', (file: string) => appendFile(file, Buffer.alloc(64)), 3, 64],
    ['all of it is noise', (file: string) => writeFile(file, 'noise'.repeat(9)), 0, 45],
  ])('%s: the whole records count, the rest is set aside with a message', async (_, spoil, whole, torn) => {
    expect(await spoiled(spoil)).toEqual(numbers(whole))
    const aside = (await readdir(folder)).filter((name) => name.endsWith('.torn'))
    expect(aside).toHaveLength(1)
    expect((await readFile(join(folder, aside[0]!))).length).toBe(torn)
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, bytes: torn }])
    expect(await segments()).toEqual([])
    expect(spool!.depth()).toBe(0)
  })

  async function flip(file: string, offset: number): Promise<void> {
    const bytes = await readFile(file)
    bytes[offset]! ^= 0xff
    await writeFile(file, bytes)
  }
})

describe('the lock of a spool', () => {
  it('keeps a second one out, and goes when the first is closed', async () => {
    const first = await opened()
    await expect(openSpool({ folder, log: pino({ level: 'silent' }) })).rejects.toThrow(
      `${folder} is in use by process ${process.pid}. Stop it, or give this process another data folder`,
    )
    await first.close()
    await opened()
  })

  it.each([
    ['a process that is gone', 2 ** 22 + 1],
    ['an earlier process with our number', process.pid],
  ])('is taken over from %s', async (_, pid) => {
    await writeFile(join(folder, `lock.${pid}.12_abc.a`), '')
    const log = await opened()
    await log.append('mine')
    expect(await drained(log)).toEqual(['mine'])
    expect((await readdir(folder)).length).toBe(1)
  })

  it('is given to one at the most of many that start at once', async () => {
    await writeFile(join(folder, 'lock.4194305.12_abc.a'), '')
    const starts = await Promise.allSettled(
      Array.from({ length: 8 }, () => openSpool({ folder, log: pino({ level: 'silent' }) })),
    )
    const winners = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
    expect(winners.length).toBeLessThanOrEqual(1)
    for (const winner of winners) await winner.close()
    expect(await readdir(folder)).toEqual([])
    await opened()
  })
})
