import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { PlainAnswer } from './fast-lane.js'
import { createHttpServer, LIMITS, type HotPath, type HttpLimits } from './server.js'

/* What the lane itself answers for: one request at a time, time-outs, who does not read, the stop. */

const log = pino({ level: 'silent' })
const FOREVER = { timeout: 20_000 }
const cleanUp: (() => unknown)[] = []
/** Requests in the lane that are not answered yet, and what is to be answered. */
let asked: { url: string | undefined; reply(answer?: PlainAnswer): void }[] = []
let throughHttp: string[] = []

beforeEach(() => {
  asked = []
  throughHttp = []
})
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean()
})

function answer(body: string): PlainAnswer {
  return { status: 302, headers: ['Location', '/there', 'Content-Length', String(body.length)], body }
}

const hot: HotPath = {
  matches: (target) => target.startsWith('/c/'),
  handle(req, res) {
    throughHttp.push(req.url!)
    res.end(`http ${req.url}`)
  },
  lane: {
    headers: [],
    take({ url }, reply) {
      asked.push({ url, reply: (given = answer(`lane ${url}`)) => reply(given) })
    },
  },
}

async function start(limits: Partial<HttpLimits> = {}) {
  const server = createHttpServer((req, res) => res.end(`app ${req.url}`), [hot], log, { ...LIMITS, ...limits })
  const close = (graceMs: number) => server.close(graceMs)
  cleanUp.push(() => close(0))
  return { port: await server.listen(0, '127.0.0.1'), close }
}

interface Client {
  readonly socket: Socket
  read(): string
  readonly ended: Promise<string>
}

async function client(port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => undefined)
  cleanUp.push(() => socket.destroy())
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  await once(socket, 'connect')
  return { socket, read: () => text, ended }
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
const urls = () => asked.map(({ url }) => url)
const untilAsked = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count), FOREVER)
const untilRead = (one: Client, text: string) => vi.waitFor(() => expect(one.read()).toContain(text), FOREVER)

it('answers as node:http does, to the byte', async () => {
  const { port } = await start()
  const one = await client(port)
  one.socket.write(get('/c/KEY'))
  await untilAsked(1)
  asked[0]!.reply()
  await untilRead(one, 'lane')
  expect(one.read().replace(/Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/, 'Date: now')).toBe(
    'HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 11\r\nDate: now\r\nConnection: keep-alive\r\n' +
      'Keep-Alive: timeout=65\r\n\r\nlane /c/KEY',
  )
})

it('takes one request of a connection at a time, and those that come meanwhile afterwards, in their order', async () => {
  const { port } = await start()
  const one = await client(port)
  one.socket.write(get('/c/1'))
  await untilAsked(1)
  one.socket.write(get('/c/2'))
  const two = await client(port)
  two.socket.write(get('/c/other'))
  await untilAsked(2)
  expect(urls()).toEqual(['/c/1', '/c/other'])
  asked[0]!.reply()
  await untilAsked(3)
  one.socket.write(get('/c/3'))
  asked[2]!.reply()
  await untilAsked(4)
  asked[3]!.reply()
  await untilRead(one, 'lane /c/3')
  expect(one.read().match(/lane \/c\/\d/g)).toEqual(['lane /c/1', 'lane /c/2', 'lane /c/3'])
  expect(throughHttp).toEqual([])
})

it('gives a connection to node:http with all that came, once what was asked before is answered', async () => {
  const { port } = await start()
  const one = await client(port)
  one.socket.write(get('/c/1'))
  await untilAsked(1)
  one.socket.write(`${get('/c/2')}${get('/app')}GET /c/3 HT`)
  one.socket.write('TP/1.1\r\nHost: x\r\n\r\n')
  const two = await client(port)
  two.socket.write(get('/c/other'))
  await untilAsked(2)
  expect(throughHttp).toEqual([])
  asked[0]!.reply()
  await untilRead(one, 'http /c/3')
  one.socket.write(get('/c/4'))
  await untilRead(one, 'http /c/4')
  const bodies = one.read().match(/(?:lane|http|app) \/\S+?(?=HTTP|$)/g)
  expect(bodies).toEqual(['lane /c/1', 'http /c/2', 'app /app', 'http /c/3', 'http /c/4'])
})

it('ends a connection on which nothing is asked in time', async () => {
  const { port } = await start({ headersTimeout: 100 })
  expect(await (await client(port)).ended).toMatch(/^HTTP\/1\.1 408 /)
})

it('ends a connection on which nothing more is asked, and not before its answer', async () => {
  const { port } = await start({ headersTimeout: 50, keepAliveTimeout: 400 })
  const one = await client(port)
  one.socket.write(get('/c/1'))
  await untilAsked(1)
  await wait(150)
  asked[0]!.reply()
  expect(await one.ended).toMatch(/lane \/c\/1$/)
})

it('reads no more from who does not read the answers, and cuts him off', async () => {
  const { port } = await start({ keepAliveTimeout: 300 })
  const one = await client(port)
  one.socket.pause()
  const large = answer('x'.repeat(20_000_000))
  one.socket.write(get('/c/1'))
  await untilAsked(1)
  asked[0]!.reply(large)
  for (let time = 0; time < 100; time++) one.socket.write(get('/c/more'))
  // It is looked twice whether something still moves.
  for (let time = 0; time < 15; time++) await wait(100)
  expect(urls()).not.toContain('/c/more')
  one.socket.resume()
  expect((await one.ended).length).toBeLessThan(large.body.length)
})

it('answers who asks and then says that he will say no more', async () => {
  const { port } = await start()
  const one = await client(port)
  one.socket.end(get('/c/1'))
  await untilAsked(1)
  asked[0]!.reply()
  expect(await one.ended).toMatch(/Connection: close\r\n\r\nlane \/c\/1$/)
})

it('does not mind who is gone when the answer is there', async () => {
  const { port } = await start()
  const one = await client(port)
  one.socket.write(get('/c/1'))
  await untilAsked(1)
  one.socket.resetAndDestroy()
  await one.ended
  asked[0]!.reply()
  const two = await client(port)
  two.socket.write(get('/c/2'))
  await untilAsked(2)
  asked[1]!.reply()
  await untilRead(two, 'lane /c/2')
  expect(one.read()).toBe('')
})

it('answers what was asked when it stops, ends idle connections at once, and cuts off what does not end', async () => {
  const { port, close } = await start()
  const [idle, busy, stuck] = [await client(port), await client(port), await client(port)]
  idle.socket.write(get('/c/idle'))
  await untilAsked(1)
  asked[0]!.reply()
  await untilRead(idle, 'lane')
  busy.socket.write(get('/c/busy'))
  await untilAsked(2)
  stuck.socket.write(get('/c/stuck'))
  await untilAsked(3)
  const closed = close(1_000)
  await idle.ended
  asked[1]!.reply()
  expect(await busy.ended).toMatch(/Connection: close\r\n\r\nlane \/c\/busy$/)
  expect(stuck.socket.closed).toBe(false)
  await closed
  expect(await stuck.ended).toBe('')
})
