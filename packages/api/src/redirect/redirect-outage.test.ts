import { bytesToUuid } from '../db/uuid.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clean, testDatabase } from '../test/database.js'
import { clickIdIn, startRedirect, type RedirectRig } from '../test/redirect-rig.js'
import { startTcpProxy, type TcpProxy } from '../test/tcp-proxy.js'

let proxy: TcpProxy
let rig: RedirectRig

beforeEach(async () => {
  await clean()
  proxy = await startTcpProxy((await testDatabase()).url)
  rig = await startRedirect({ databaseUrl: proxy.url })
})
afterEach(async () => {
  await proxy.close()
  await rig.close()
})

describe('redirects while the database comes and goes', () => {
  it('go on, and every visitor who was sent on has exactly one click', { timeout: 60_000 }, async () => {
    const { link_key: key } = await rig.make.offer()
    const acknowledged: string[] = []
    const stop = new AbortController()
    async function visitor(): Promise<void> {
      while (!stop.signal.aborted) {
        const { status, headers } = await rig.send(`/c/${key}`)
        expect(status).toBe(302)
        acknowledged.push(clickIdIn(headers.location))
      }
    }
    const visitors = Promise.all(Array.from({ length: 8 }, visitor))
    const more = (count: number) => {
      const enough = acknowledged.length + count
      return vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(enough), { timeout: 10_000, interval: 5 })
    }
    for (const fail of [proxy.cut, proxy.mute, proxy.cut, proxy.freeze]) {
      await more(50)
      fail()
      await more(100)
      proxy.heal()
      await vi.waitFor(() => expect(rig.redirect.stats().away).toBe(false), { timeout: 10_000 })
    }
    stop.abort()
    await visitors
    await vi.waitFor(() => expect(rig.redirect.stats()).toMatchObject({ spoolDepth: 0, lost: 0 }), { timeout: 10_000 })
    expect(rig.redirect.stats().spooled).toBeGreaterThan(300)
    const stored = (await rig.clicks()).map(({ id }) => bytesToUuid(id))
    expect(stored.length).toBe(new Set(acknowledged).size)
    expect(stored.toSorted()).toEqual(acknowledged.toSorted())
  })
})
