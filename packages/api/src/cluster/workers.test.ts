import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { parseClickId } from '@gokart/shared/click-id'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { uuidToBytes } from '../db/uuid.js'
import { call, OPS_PASSWORD, signIn, useProcesses, type GoKartProcess } from '../test/gokart-process.js'
import { startTcpProxy, type TcpProxy } from '../test/tcp-proxy.js'
import { clickIdIn } from '../test/redirect-rig.js'

/* Several processes on one port. */

const { start, folder, databaseUrl, db } = await useProcesses('workers')
let proxy: TcpProxy
beforeAll(async () => void (proxy = await startTcpProxy(databaseUrl)))
afterEach(() => proxy.heal())
afterAll(() => proxy.close())

function startWorkers(workers: number, settings: Record<string, string> = {}): GoKartProcess {
  return start({ WORKERS: String(workers), OPS_PASSWORD, DATABASE_URL: proxy.url, ...settings })
}

/** Process numbers of the workers that live. */
function workersOf({ child }: GoKartProcess): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'ppid=,pid=,stat=,comm='], { encoding: 'utf8' }).trim().split('\n')
  return rows.flatMap((row) => {
    const [parent, pid, state = '', command] = row.trim().split(/\s+/)
    // The compiler of the sources may run beside them.
    const isWorker = Number(parent) === child.pid && !state.startsWith('Z') && command !== 'esbuild'
    return isWorker ? Number(pid) : []
  })
}

function isAlive(pid: number): boolean {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim()[0] !== 'Z'
  } catch {
    return false
  }
}

/** One click over a connection of its own: workers take connections in turns. Its ID, or undefined where it was not answered. */
function click(url: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sent = request(url, { agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 302 ? clickIdIn(answer.headers.location) : undefined)
    })
    sent.on('error', () => resolve(undefined)).end()
  })
}

async function clicks(url: string, count: number): Promise<string[]> {
  const ids = await Promise.all(Array.from({ length: count }, () => click(url)))
  return ids.filter((id) => id !== undefined)
}

async function makeOffer(base: string): Promise<string> {
  const cookie = await signIn(base)
  const name = `A${Date.now()}`
  const { id: advertiserId } = await call<{ id: number }>(base, cookie, 'POST', '/api/advertisers', { name })
  const offer = { advertiserId, name, trackingLink: 'https://adv.example/?c={gk_click_id}', status: 'active' }
  const { key } = await call<{ key: string }>(base, cookie, 'POST', '/api/offers', offer)
  return `${base}/c/${key}`
}

const nodeOf = (id: string) => {
  const parsed = parseClickId(id)
  return parsed.ok && parsed.ours ? parsed.node : undefined
}

/** How many of these clicks the database has. */
async function stored(ids: readonly string[]): Promise<number> {
  const [row] = await db('clicks').whereIn('id', ids.map(uuidToBytes)).count({ count: '*' })
  return Number(row!['count'])
}

const slow = { timeout: 60_000, interval: 100 }

describe('several workers', { timeout: 120_000 }, () => {
  it('serve one port, each with its own IDs, and know of a change before it is answered', async () => {
    const gokart = startWorkers(3)
    const base = await gokart.ready
    expect(workersOf(gokart)).toHaveLength(3)
    expect(gokart.output().match(/GoKart is ready/g)).toHaveLength(1)
    expect(gokart.output().match(/Sign in there/g)).toHaveLength(1)
    const url = await makeOffer(base)
    const ids: string[] = []
    let sent = 0
    // A worker that is busy takes none for a while.
    while (new Set(ids.map(nodeOf)).size < 3) {
      ids.push(...(await clicks(url, 10)))
      sent += 10
    }
    expect(ids).toHaveLength(sent)
    await expect.poll(() => stored(ids), slow).toBe(sent)

    const cookie = await signIn(base)
    await expect
      .poll(() => call<{ workers: unknown[] }>(base, cookie, 'GET', '/api/system'), slow)
      .toMatchObject({ workers: [{ worker: 0 }, { worker: 1 }, { worker: 2 }] })

    gokart.child.kill('SIGTERM')
    expect(await gokart.ended).toBe(0)
    expect(workersOf(gokart)).toEqual([])
  })

  it('are started again with their spools when they are killed', async () => {
    const gokart = startWorkers(2)
    const base = await gokart.ready
    const url = await makeOffer(base)
    const before = workersOf(gokart)
    proxy.cut()
    const ids = await clicks(url, 20)
    expect(ids).toHaveLength(20)
    process.kill(before[0]!, 'SIGKILL')
    // The one that follows serves from the copy on the disk, for the database is still away.
    const more: string[] = []
    const nodes = new Set(ids.map(nodeOf))
    await expect
      .poll(async () => {
        more.push(...(await clicks(url, 4)))
        return more.some((id) => !nodes.has(nodeOf(id)))
      }, slow)
      .toBe(true)
    expect(workersOf(gokart)).toHaveLength(2)
    proxy.heal()
    await expect.poll(() => stored([...ids, ...more]), slow).toBe(ids.length + more.length)
    gokart.child.kill('SIGINT')
    expect(await gokart.ended).toBe(0)
  })

  it('are started anew one by one on SIGUSR2, while clicks go on', async () => {
    const gokart = startWorkers(2)
    const base = await gokart.ready
    const url = await makeOffer(base)
    const before = workersOf(gokart)
    gokart.child.kill('SIGUSR2')
    const ids: string[] = []
    let sent = 0
    while (!gokart.output().includes('"worker":1,"msg":"A worker was started anew"')) {
      ids.push(...(await clicks(url, 5)))
      sent += 5
    }
    expect(ids).toHaveLength(sent)
    await expect.poll(() => stored(ids), slow).toBe(sent)
    const after = workersOf(gokart)
    expect(after).toHaveLength(2)
    expect(after.filter((pid) => before.includes(pid))).toEqual([])

    // Nobody stays behind when the primary cannot say goodbye.
    gokart.child.kill('SIGKILL')
    await gokart.ended
    await expect.poll(() => after.filter(isAlive), slow).toEqual([])
  })

  it('that are fewer than before empty the spools of those that are no more', async () => {
    const DATA_DIR = join(folder, 'fewer')
    const many = startWorkers(3, { DATA_DIR })
    const url = await makeOffer(await many.ready)
    proxy.cut()
    const ids = await clicks(url, 30)
    expect(ids).toHaveLength(30)
    many.child.kill('SIGTERM')
    expect(await many.ended).toBe(0)
    expect(await stored(ids)).toBe(0)
    expect([1, 2].map((slot) => existsSync(join(DATA_DIR, 'spool', String(slot))))).toEqual([true, true])
    proxy.heal()
    const one = startWorkers(1, { DATA_DIR })
    await one.ready
    await expect.poll(() => stored(ids), slow).toBe(30)
    await expect.poll(() => existsSync(join(DATA_DIR, 'spool', '2')), slow).toBe(false)
    expect(existsSync(join(DATA_DIR, 'spool', '1'))).toBe(false)

    const second = startWorkers(2, { DATA_DIR })
    expect(await second.ended).toBe(1)
    expect(second.output()).toMatch(/^\S+clicks is in use by process \d+\. Stop it, or give this process another .*\n$/)
    const taken = startWorkers(2, { PORT: new URL(await one.ready).port })
    expect(await taken.ended).toBe(1)
    expect(taken.output()).toMatch(/^Port \d+ is taken by another program\. Choose another one: PORT=\d+\n$/m)
    expect([second, taken].flatMap(workersOf)).toEqual([])
    one.child.kill('SIGTERM')
    expect(await one.ended).toBe(0)
  })
})
