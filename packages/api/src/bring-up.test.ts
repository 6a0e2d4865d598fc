import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call, OPS_PASSWORD, signIn, useProcesses, type GoKartProcess } from './test/gokart-process.js'
import { startTcpProxy, type TcpProxy } from './test/tcp-proxy.js'

/* The start while the database is away, and the stop while it does not answer. */

const { start, folder, databaseUrl, db } = await useProcesses('away')
const slow = { timeout: 60_000, interval: 100 }
const DATA_DIR = join(folder, 'kept')
let proxy: TcpProxy
/** Path of a click link that the copy in DATA_DIR knows. */
let path: string

const startAway = (settings: Record<string, string> = {}) =>
  start({ OPS_PASSWORD, DATABASE_URL: proxy.url, DATA_DIR, ...settings })

async function stop({ child, ended }: GoKartProcess): Promise<number | null> {
  child.kill('SIGTERM')
  return ended
}

const open = (base: string) => fetch(base + path, { redirect: 'manual' })
const clickIdOf = (answer: Response) => new URL(answer.headers.get('location')!).searchParams.get('c')!
const count = async (table: string) => Number((await db(table).count({ count: '*' }))[0]!['count'])

beforeAll(async () => {
  proxy = await startTcpProxy(databaseUrl)
  const gokart = startAway()
  const base = await gokart.ready
  const cookie = await signIn(base)
  const { id: advertiserId } = await call<{ id: number }>(base, cookie, 'POST', '/api/advertisers', { name: 'A' })
  const offer = { advertiserId, name: 'O', trackingLink: 'https://adv.example/?c={gk_click_id}', status: 'active' }
  const { clickLink } = await call<{ clickLink: string }>(base, cookie, 'POST', '/api/offers', offer)
  path = new URL(clickLink).pathname
  await stop(gokart)
})
afterEach(() => proxy.heal())
afterAll(() => proxy.close())

describe('without its database', { timeout: 120_000 }, () => {
  it.each(['1', '2'])('GoKart starts from what it kept, and goes to full service by itself (WORKERS=%s)', async (n) => {
    proxy.cut()
    const before = { clicks: await count('clicks'), conversions: await count('conversions') }
    const gokart = startAway({ WORKERS: n })
    const base = await gokart.ready
    const lines = gokart
      .output()
      .split('\n')
      .filter((line) => line.includes('served from the offers kept on the disk'))
    expect(lines).toHaveLength(Number(n))
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 40,
      offers: 1,
      err: { message: expect.stringMatching(/closed|ECONN/) },
    })

    const clicked = await open(base)
    expect(clicked.status).toBe(302)
    const postback = await fetch(`${base}/postback?gk_click_id=${clickIdOf(clicked)}`)
    expect([postback.status, await postback.json()]).toMatchObject([202, { status: 'queued' }])
    const api = await fetch(`${base}/api/session`)
    expect([api.status, api.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await api.json()).toMatchObject({ code: 'database_unavailable' })
    const health = await fetch(`${base}/health/ready`)
    expect(await health.json()).toMatchObject({ status: 'degraded', snapshot: 'from_disk' })

    proxy.heal()
    await expect.poll(() => count('conversions'), slow).toBe(before.conversions + 1)
    expect(await count('clicks')).toBe(before.clicks + 1)
    const cookie = await signIn(base)
    await call(base, cookie, 'GET', '/api/offers')
    expect(gokart.output()).toContain('GoKart is in full service')
    expect(await stop(gokart)).toBe(0)
  })

  it('GoKart does not start where it kept nothing, or where what it kept is torn', async () => {
    proxy.cut()
    const nothing = startAway({ DATA_DIR: join(folder, 'nothing'), WORKERS: '2' })
    expect(await nothing.ended).toBe(1)
    const message =
      /^The database at 127\.0\.0\.1:\d+ does not answer \(\w+\)\. Is it running, and is DATABASE_URL right\?$/m
    expect(nothing.output()).toMatch(message)
    const torn = join(folder, 'torn')
    const first = start({ DATA_DIR: torn })
    await first.ready
    expect(await stop(first)).toBe(0)
    await writeFile(join(torn, 'snapshot.jsonl'), '["GoKart snapshot",{"form')
    const second = startAway({ DATA_DIR: torn })
    expect(await second.ended).toBe(1)
    expect(second.output()).toContain('it is torn. The file was set aside')
    expect(second.output()).toMatch(message)
  })

  it('is another matter than with a wrong password', async () => {
    const wrong = Object.assign(new URL(proxy.url), { username: 'nobody', password: 'x' }).href
    const gokart = startAway({ DATABASE_URL: wrong })
    expect(await gokart.ended).toBe(1)
    expect(gokart.output()).toMatch(
      /^The database at \S+ refuses the user "nobody" or its password \(DATABASE_URL\)\.$/m,
    )
  })

  it('that does not answer any more, GoKart stops all the same, and keeps what it had taken', async () => {
    const gokart = startAway()
    const base = await gokart.ready
    const before = await count('clicks')
    proxy.freeze()
    const answer = open(base)
    // The click waits for its commit when GoKart is told to stop.
    await expect.poll(async () => (await fetch(`${base}/health/live`)).status, slow).toBe(200)
    const ended = stop(gokart)
    const clicked = await answer
    expect(clicked.status).toBe(302)
    expect(await ended).toBe(0)
    proxy.heal()
    const again = startAway()
    await again.ready
    await expect.poll(() => count('clicks'), slow).toBe(before + 1)
    expect(await stop(again)).toBe(0)
  })
})
