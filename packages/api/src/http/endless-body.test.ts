import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { useGoKart } from '../test/harness.js'

const gokart = await useGoKart()

const CHUNK = `10000\r\n${'x'.repeat(0x10000)}\r\n`
const MOST = 32 * 1024 * 1024

/** Sends a body until an answer comes; resolves with the answer and how many bytes it took. */
async function sendEndless(target: string, type: string): Promise<{ answer: string; sent: number }> {
  const socket = connect(Number(new URL(gokart.url).port), '127.0.0.1')
  const came: string[] = []
  let sent = 0
  socket.setEncoding('latin1').on('data', (text: string) => came.push(text))
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(`${target} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`)
  while (came.length === 0 && !socket.closed && sent < MOST) {
    await new Promise<void>((resolve) => socket.write(CHUNK, () => setImmediate(resolve)))
    sent += CHUNK.length
  }
  socket.destroy()
  return { answer: came.join(''), sent }
}

it.each([
  ['GET /c/NOSUCHOFFER', 404],
  ['POST /', 404],
  ['POST /api/offers', 401],
])('%s with an endless body is answered while it still comes', async (target, status) => {
  const { answer, sent } = await sendEndless(target, 'text/plain')
  expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
  expect(sent).toBeLessThan(MOST)
})

it('an endless postback is cut', async () => {
  const { sent } = await sendEndless('POST /postback', 'application/x-www-form-urlencoded')
  expect(sent).toBeLessThan(MOST)
  expect((await gokart.fetch('/health/live')).status).toBe(200)
})

it('a body of the API that is too large is refused', async () => {
  const body = JSON.stringify({ email: 'x'.repeat(300_000) })
  const headers = { 'content-type': 'application/json' }
  expect((await gokart.fetch('/api/session', { method: 'POST', body, headers })).status).toBe(413)
})
