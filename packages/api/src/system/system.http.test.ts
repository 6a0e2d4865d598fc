import { afterAll, describe, expect, it, vi } from 'vitest'
import { clean, testDatabase } from '../test/database.js'
import { refusal, startGoKart } from '../test/harness.js'
import { startTcpProxy } from '../test/tcp-proxy.js'

const WAIT = { timeout: 15_000, interval: 50 }
await clean()
const proxy = await startTcpProxy((await testDatabase()).url)
const gokart = await startGoKart({ config: { databaseUrl: proxy.url } })
afterAll(async () => {
  proxy.heal()
  await gokart.close()
  await proxy.close()
})

describe('GET /api/system', { timeout: 60_000 }, () => {
  it('has each worker and what is with it', async () => {
    const { link_key: key } = await gokart.make.offer()
    const before = (await gokart.as('ops').system.get()).workers[0]!.clicksPerSecond
    expect(before).toBe(0)
    await gokart.fetch(`/c/${key}`)
    const read = () => gokart.as('ops').system.get()
    await vi.waitFor(async () => expect((await read()).workers[0]!.clicksPerSecond).toBeGreaterThan(0), WAIT)
    const { workers, durability } = await read()
    expect(durability).not.toBe('unknown')
    expect(workers).toEqual([
      expect.objectContaining({ worker: 0, pid: process.pid, database: 'ok', snapshot: 'ok', lastErrors: [] }),
    ])
  })

  it('tells of a database that is away to those whom it knew before', async () => {
    const ops = await gokart.make.user()
    const { advertiser_id } = await gokart.make.offer()
    const other = await gokart.make.user({ advertiser_id })
    const offer = await gokart.make.offer()
    const headers = { cookie: await gokart.cookie(ops) }
    const stranger = { cookie: await gokart.cookie(ops) }
    const advertisers = { cookie: await gokart.cookie(other) }
    for (const sent of [headers, advertisers]) await gokart.fetch('/api/session', { headers: sent })

    proxy.cut()
    expect((await gokart.fetch(`/c/${offer.link_key}`)).status).toBe(302)
    const read = async (sent: Record<string, string>) => {
      const answer = await gokart.fetch('/api/system', { headers: sent })
      return { status: answer.status, body: (await answer.json()) as { findings?: { code: string }[] } }
    }
    await vi.waitFor(async () => {
      const { status, body } = await read(headers)
      expect(status).toBe(200)
      expect(body.findings![0]).toMatchObject({ code: 'database_away', level: 'fault', workers: [] })
      expect(body).toMatchObject({ workers: [{ database: 'away', clickSpool: { records: 1 } }] })
    }, WAIT)
    expect((await gokart.fetch('/api/session', { headers })).status).toBe(200)
    expect((await read(advertisers)).status).toBe(403)
    // The database alone knows these; they are asked to come again.
    expect((await read(stranger)).status).toBe(503)
    expect((await read({})).status).toBe(401)
    expect((await gokart.fetch('/api/users', { headers })).status).toBe(503)

    proxy.heal()
    await vi.waitFor(
      async () =>
        expect((await read(stranger)).body.findings).not.toContainEqual(
          expect.objectContaining({ code: 'database_away' }),
        ),
      WAIT,
    )
    expect(await refusal(gokart.as(other).system.get())).toMatchObject({ code: 'wrong_role' })
  })
})
