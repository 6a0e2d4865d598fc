import { afterEach, describe, expect, it, vi } from 'vitest'
import { testDatabase } from '../test/database.js'
import { startGoKart, type GoKart } from '../test/harness.js'
import { startTcpProxy, type TcpProxy } from '../test/tcp-proxy.js'

const WAIT = { timeout: 15_000, interval: 50 }
let gokart: GoKart
let proxy: TcpProxy

afterEach(async () => {
  await gokart?.close()
  await proxy?.close()
})

describe('the monitor', { timeout: 60_000 }, () => {
  it.each(['cut', 'freeze'] as const)(
    'sees the database go (%s) and come back, and what waits for it',
    async (fail) => {
      proxy = await startTcpProxy((await testDatabase()).url)
      gokart = await startGoKart({ config: { databaseUrl: proxy.url } })
      const { monitor, board } = gokart.context
      const { link_key: key } = await gokart.make.offer()
      expect(monitor.status()).toMatchObject({ databaseAway: false, lastErrors: [], snapshot: { error: null } })

      proxy[fail]()
      expect((await gokart.fetch(`/c/${key}`)).status).toBe(302)
      const queued = await gokart.fetch('/postback?gk_click_id=efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32')
      expect(queued.status).toBe(202)
      await vi.waitFor(() => expect(monitor.status().snapshot.error).toBe('unreachable'), WAIT)
      const away = monitor.status()
      expect(away).toMatchObject({ databaseAway: true, clicks: { spooled: 1, lost: 0, spool: { records: 1 } } })
      expect(away.postbacks.spool).toEqual({ records: 1, oldestAt: expect.any(Number) })
      expect(away.lastErrors.map(({ part }) => part)).toEqual(['clicks', 'snapshot'])
      await vi.waitFor(() => expect(board.all()[0]?.status.databaseAway).toBe(true), WAIT)

      proxy.heal()
      await vi.waitFor(() => expect(monitor.status().databaseAway).toBe(false), WAIT)
      await vi.waitFor(() => expect(monitor.status().clicks.spool).toEqual({ records: 0, oldestAt: null }), WAIT)
      expect(monitor.status().lastErrors).not.toEqual([])
      await gokart.context.postback.drain()
      expect(monitor.status().postbacks.spool).toEqual({ records: 0, oldestAt: null })
    },
  )

  it('tells the board about itself as JSON takes it, and reads the settings of the database', async () => {
    gokart = await startGoKart()
    const { board } = gokart.context
    await vi.waitFor(() => expect(board.all()[0]?.status.weakSettings).toBeInstanceOf(Array), WAIT)
    const [entry] = board.all()
    expect(JSON.parse(JSON.stringify(entry))).toEqual(entry)
    expect(entry).toMatchObject({ slot: 0, pid: process.pid })
  })
})
