import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { runClosedLoop } from './closed-loop.js'
import { runOpenLoop } from './open-loop.js'
import { createRequests } from './requests.js'

const STALL_MS = 300
const requests = createRequests({ kind: 'clicks', offers: 1 })
let server: Server
let answered = 0

/** Answers each click at once, but the one with that number, and all that come meanwhile, only after a pause. */
async function serve(stallAt = Infinity, status = 302): Promise<number> {
  answered = 0
  server = createServer((_req, res) => {
    if (++answered === stallAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS)
    res.writeHead(status, { 'Content-Length': 0 }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

afterEach(() => {
  server.close()
  server.closeAllConnections()
})

it('counts each answer, also of requests that were on their way at the end', async () => {
  const closed = await runClosedLoop({ port: await serve(), connections: 8, seconds: 0.2 }, requests)
  expect(closed.answered).toBe(answered)
  expect(closed.perSecond).toBeGreaterThan(0)
})

it('sends as many as are wanted', async () => {
  expect(await runClosedLoop({ port: await serve(), connections: 8, count: 100 }, requests)).toMatchObject({
    answered: 100,
  })
  expect(answered).toBe(100)
})

it('does not take another answer for the expected one', async () => {
  const port = await serve(Infinity, 500)
  await expect(runClosedLoop({ port, connections: 2, count: 5 }, requests)).rejects.toThrow('HTTP/1.1 500')
  await expect(runOpenLoop({ port, connections: 2, rate: 100, seconds: 1 }, requests)).rejects.toThrow('HTTP/1.1 500')
})

it('finds a stall in the latency of all that should have been sent meanwhile, which a closed loop sees only once', async () => {
  const open = await runOpenLoop({ port: await serve(300), connections: 4, rate: 400, seconds: 1 }, requests)
  expect(open.answered).toBe(answered)
  expect(open.max).toBeGreaterThan(STALL_MS * 0.9)
  // Nearly a third of all were to be sent in the pause, and waited for the rest of it.
  expect(open.p99).toBeGreaterThan(STALL_MS / 2)
})
