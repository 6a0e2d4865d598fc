import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHttpServer, LIMITS, type HttpLimits } from './server.js'

/* What a client can make the server wait for, or keep. Limits are short here; what they do is what counts. */

const log = pino({ level: 'silent' })
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean()
})

async function start(app: RequestListener, limits: Partial<HttpLimits> = {}): Promise<number> {
  const server = createHttpServer(app, [], log, { ...LIMITS, connectionsCheckingInterval: 20, ...limits })
  cleanUp.push(() => server.close(0))
  return server.listen(0, '127.0.0.1')
}

interface Client {
  readonly socket: Socket
  /** Writes as fast as the other side takes it; resolves when all is written, or nobody is there any more. */
  write(text: string): Promise<void>
  read(): string
  /** All that came until the connection ended. */
  readonly ended: Promise<string>
}

async function client(port: number): Promise<Client> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => undefined)
  cleanUp.push(() => socket.destroy())
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  await once(socket, 'connect')
  return {
    socket,
    ended,
    read: () => text,
    write: (data) => new Promise((resolve) => socket.write(data, () => resolve())),
  }
}

const answering: RequestListener = (_req, res) => res.end('ok')
const HEAD = 'Host: x\r\n\r\n'
const FOREVER = { timeout: 20_000 }

async function expectServes(port: number): Promise<void> {
  const { write, read } = await client(port)
  await write(`GET / HTTP/1.1\r\n${HEAD}`)
  await vi.waitFor(() => expect(read()).toMatch(/^HTTP\/1\.1 200 [^]*ok$/), FOREVER)
}

describe('a head', () => {
  it.each([100_000, 5_000_000])('with a URL of %d bytes gets an answer that says so', async (length) => {
    const port = await start(answering)
    const { write, ended } = await client(port)
    await write(`GET /${'x'.repeat(length)} HTTP/1.1\r\n${HEAD}`)
    expect(await ended).toMatch(/^HTTP\/1\.1 431 [^]*The URL and the headers may have at most 32 kB together\.\n$/)
    await expectServes(port)
  })

  it('that never ends is cut, however often a byte of it comes', async () => {
    const port = await start(answering, { headersTimeout: 100 })
    const { socket, ended } = await client(port)
    socket.write('GET / HTTP/1.1\r\nX: ')
    const drip = setInterval(() => socket.write('x'), 5)
    cleanUp.push(() => clearInterval(drip))
    expect(await ended).toMatch(/^HTTP\/1\.1 408 [^]*The request took too long to arrive\.\n$/)
  })

  it('that never begins is cut', async () => {
    const port = await start(answering, { headersTimeout: 100 })
    expect(await (await client(port)).ended).toContain('408')
  })
})

describe('a body', () => {
  it('that comes too slowly is cut', async () => {
    const port = await start((req, res) => void req.resume().on('end', () => res.end('ok')), {
      headersTimeout: 100,
      requestTimeout: 100,
    })
    const { socket, ended } = await client(port)
    socket.write(`POST / HTTP/1.1\r\nContent-Length: 1000\r\n${HEAD}`)
    const drip = setInterval(() => socket.write('x'), 5)
    cleanUp.push(() => clearInterval(drip))
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('is one of at most so many that are on their way at once', async () => {
    const port = await start((req, res) => void req.resume().on('end', () => res.end('ok')), { bodies: 2 })
    const [first, second, third] = [await client(port), await client(port), await client(port)]
    const post = `POST / HTTP/1.1\r\nContent-Length: 2\r\n${HEAD}`
    await Promise.all([first.write(`${post}a`), second.write(`${post}a`)])
    await expectServes(port)
    await third.write(`${post}ab`)
    await vi.waitFor(
      () => expect(third.read()).toMatch(/^HTTP\/1\.1 503 [^]*Retry-After: 5[^]*Too many bodies/),
      FOREVER,
    )
    await first.write('b')
    second.socket.destroy()
    // Both have made room: one by its end, the other by going away.
    await vi.waitFor(async () => {
      const later = [await client(port), await client(port)]
      await later[0]!.write(`${post}a`)
      await later[1]!.write(`POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${HEAD}1\r\na\r\n`)
      await later[0]!.write('b')
      await later[1]!.write('0\r\n\r\n')
      for (const { read } of later) await vi.waitFor(() => expect(read()).not.toBe(''), FOREVER)
      expect(later.map(({ read }) => read().slice(9, 12))).toEqual(['200', '200'])
    }, FOREVER)
  })

  it('that nobody reads makes room all the same', async () => {
    const port = await start(answering, { bodies: 1 })
    for (let time = 0; time < 3; time++) {
      const { write, read } = await client(port)
      await write(`POST / HTTP/1.1\r\nContent-Length: 2\r\n${HEAD}ab`)
      await vi.waitFor(() => expect(read()).toMatch(/^HTTP\/1\.1 200 /), FOREVER)
    }
  })
})

describe('a connection', () => {
  it('on which requests are sent ahead without end is cut', async () => {
    let taken = 0
    const port = await start(() => void taken++)
    const { write, ended } = await client(port)
    await write(`GET / HTTP/1.1\r\n${HEAD}`.repeat(10_000))
    expect(await ended).toBe('')
    expect(taken).toBe(1 + LIMITS.pipelined)
  })

  it('on which a few are sent ahead gets every answer in order', async () => {
    const port = await start((req, res) => void setTimeout(() => res.end(req.url), 5))
    const { write, read } = await client(port)
    const paths = Array.from({ length: 3 * LIMITS.pipelined }, (_, number) => `/${number}/`)
    for (let from = 0; from < paths.length; from += LIMITS.pipelined) {
      const ahead = paths.slice(from, from + LIMITS.pipelined)
      await write(ahead.map((path) => `GET ${path} HTTP/1.1\r\n${HEAD}`).join(''))
      await vi.waitFor(() => expect(read()).toContain(ahead.at(-1)), FOREVER)
    }
    expect(read().match(/\/\d+\//g)).toEqual(paths)
  })

  it('whose client does not read the answer is cut', async () => {
    let closed = false
    const port = await start(
      (_req, res) => {
        res.on('close', () => (closed = true))
        const more = () => res.write('x'.repeat(65_536), () => closed || more())
        more()
      },
      { silenceMs: 100 },
    )
    const { socket, write } = await client(port)
    socket.pause()
    await write(`GET / HTTP/1.1\r\n${HEAD}`)
    await vi.waitFor(() => expect(closed).toBe(true), FOREVER)
  })

  it('that only is held gives way when there are too many', async () => {
    const port = await start(answering, { connections: 20, unusedMs: 50 })
    const idle: Client[] = []
    const held = () => idle.filter(({ socket }) => !socket.closed)
    // Half of them have asked something before.
    for (let number = 0; number < 18; number++) {
      const next = await client(port)
      if (number % 2) await next.write(`GET / HTTP/1.1\r\n${HEAD}`)
      if (number % 2) await vi.waitFor(() => expect(next.read()).toContain('ok'), FOREVER)
      idle.push(next)
    }
    expect(held()).toHaveLength(18)
    // The one that comes next has not asked anything yet either, but it is young.
    await wait(60)
    await expectServes(port)
    await vi.waitFor(() => expect(held()).toEqual([]), FOREVER)
  })

  it('is refused past the limit, where nobody gives way', async () => {
    let waiting = 0
    const port = await start(() => void waiting++, { connections: 4 })
    const busy = await Promise.all([1, 2, 3, 4].map(() => client(port)))
    for (const { write } of busy) await write(`GET / HTTP/1.1\r\n${HEAD}`)
    await vi.waitFor(() => expect(waiting).toBe(4), FOREVER)
    expect(await (await client(port)).ended).toBe('')
    expect(busy.every(({ socket }) => !socket.closed)).toBe(true)
  })

  it('is served beside thousands that say nothing', async () => {
    const port = await start(answering)
    await Promise.all(Array.from({ length: 2_000 }, () => client(port)))
    await expectServes(port)
  })
})
