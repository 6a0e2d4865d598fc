import { once } from 'node:events'
import { request, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHttpServer, type HotPath } from './server.js'

const log = pino({ level: 'silent' })
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

async function start(app: RequestListener, hot: HotPath[] = []) {
  const server = createHttpServer(app, hot, log)
  const port = await server.listen(0, '127.0.0.1')
  const close = (graceMs = 1_000) => server.close(graceMs)
  open.push({ close })
  return { port, close }
}
const ok: RequestListener = (req, res) => res.end(`app ${req.url?.length}`)

/** Sends bytes as they are; resolves with all that comes back. */
async function send(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (data) => (answer += data.toString()))
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

const get = (port: number, path: string, extra = '') =>
  send(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${extra}\r\n`)

describe('the server', () => {
  it('tries the hot paths first', async () => {
    const hot = {
      matches: (target: string) => target.startsWith('/c/'),
      handle: (_req: IncomingMessage, res: ServerResponse) => void res.end('hot'),
    }
    const { port } = await start(ok, [hot])
    expect(await get(port, '/c/KEY')).toMatch(/hot$/)
    expect(await get(port, '/cat')).toMatch(/app 4$/)
  })

  it.each([
    ['a URL that fills the header', (port: number) => get(port, `/${'x'.repeat(28_000)}`), /^HTTP\/1\.1 200 /],
    ['a URL that is too long', (port: number) => get(port, `/${'x'.repeat(40_000)}`), /^HTTP\/1\.1 431 /],
    ['a header that is too long', (port: number) => get(port, '/', `X: ${'x'.repeat(40_000)}\r\n`), /^HTTP\/1\.1 431 /],
    ['what is not HTTP', (port: number) => send(port, 'HELLO\r\n\r\n'), /^HTTP\/1\.1 400 /],
    ['a blank in the URL', (port: number) => get(port, '/a b'), /^HTTP\/1\.1 400 /],
    ['two lengths', (port: number) => get(port, '/', 'Content-Length: 1\r\nContent-Length: 2\r\n'), /^HTTP\/1\.1 400 /],
    ['no host', (port: number) => send(port, 'GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /],
  ])('answers %s and lives on', async (_what, ask, answer) => {
    const { port } = await start(ok)
    expect(await ask(port)).toMatch(answer)
    expect(await get(port, '/')).toMatch(/app 1$/)
  })

  it('lives on when a handler throws', async () => {
    const { port } = await start(() => {
      throw new Error('a handler failed')
    })
    expect(await get(port, '/')).toMatch(/^HTTP\/1\.1 500 /)
    expect(await get(port, '/')).toMatch(/^HTTP\/1\.1 500 /)
  })

  it('rejects where the port is taken', async () => {
    const { port } = await start(ok)
    const second = createHttpServer(ok, [], log)
    await expect(second.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE', syscall: 'listen' })
  })
})

describe('closing', () => {
  it('lets what is in flight finish, keep-alive or not, and takes nothing new', async () => {
    let finish: (() => void) | undefined
    const { port, close } = await start((_req, res) => void (finish = () => res.end('done')))
    const answer = once(request({ port, host: '127.0.0.1', headers: { connection: 'keep-alive' } }).end(), 'response')
    await vi.waitFor(() => expect(finish).toBeDefined())
    const closed = close()
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    finish?.()
    const [response] = (await answer) as [IncomingMessage]
    expect(await once(response, 'data')).toEqual([Buffer.from('done')])
    const before = performance.now()
    await closed
    expect(performance.now() - before).toBeLessThan(500)
  })

  it('answers who was let in a moment ago, and lets nobody ask twice', async () => {
    const { port, close } = await start(ok)
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    await once(socket, 'connect')
    // The server has let it in as well when another one after it was answered.
    await get(port, '/')
    const closed = close(5_000)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'close')
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*Connection: close[^]*app 1$/)
    await closed
  })

  it('does not wait for idle connections', async () => {
    const { port, close } = await start(ok)
    const idle = connect(port, '127.0.0.1')
    await once(idle, 'connect')
    const before = performance.now()
    await close(5_000)
    expect(performance.now() - before).toBeLessThan(1_000)
  })

  it('cuts off what does not end in time', async () => {
    const { port, close } = await start(() => undefined)
    const answer = get(port, '/')
    await wait(20)
    const before = performance.now()
    await close(200)
    expect(performance.now() - before).toBeLessThan(1_000)
    expect(await answer).toBe('')
  })
})
