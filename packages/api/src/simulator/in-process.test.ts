import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { afterClickOf } from '../postback/simulated-moment.js'
import { createInProcess } from './in-process.js'

/** Answers with what arrived. */
function echo(req: IncomingMessage, res: ServerResponse): void {
  let body = ''
  req.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
  req.on('end', () => {
    const { method, url, headers, socket } = req
    const { 'user-agent': agent, 'content-type': type } = headers
    res.writeHead(302, { Location: 'https://elsewhere.example/' })
    res.end(JSON.stringify({ method, url, agent, type, ip: socket.remoteAddress, body }))
  })
}
const send = createInProcess([{ matches: (target) => target.startsWith('/echo'), handle: echo }])
const base = { headers: { 'user-agent': 'x', 'content-type': 'text/plain' }, ip: '192.0.2.7' }

it('reaches a hot path as any caller does, and follows nothing', async () => {
  const { status, location, text } = await send({ ...base, method: 'POST', target: '/echo?a={b}', body: 'ä' })
  expect({ status, location }).toEqual({ status: 302, location: 'https://elsewhere.example/' })
  const arrived = { method: 'POST', url: '/echo?a={b}', agent: 'x', type: 'text/plain', ip: '192.0.2.7', body: 'ä' }
  expect(JSON.parse(text)).toEqual(arrived)
})

it('keeps many requests at once apart', async () => {
  const targets = Array.from({ length: 50 }, (_, index) => `/echo/${index}`)
  const answers = await Promise.all(targets.map((target) => send({ ...base, method: 'GET', target })))
  expect(answers.map(({ text }) => (JSON.parse(text) as { url: string }).url)).toEqual(targets)
})

it('makes no connection, not even to the host that is asked for', async () => {
  let connections = 0
  const server = createServer((_req, res) => res.end()).on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const headers = { ...base.headers, host }
  expect(await send({ ...base, headers, method: 'GET', target: `http://${host}/x` })).toMatchObject({ status: 404 })
  server.close()
  expect(connections).toBe(0)
})

it('rejects a target that is none', async () => {
  await expect(send({ ...base, method: 'GET', target: '/echo a' })).rejects.toThrow(TypeError)
})

it('says how long after its click a postback is, beside the connection alone', async () => {
  const delay = (req: IncomingMessage, res: ServerResponse) => res.end(JSON.stringify(afterClickOf(req.socket)))
  const ask = createInProcess([{ matches: () => true, handle: delay }])
  const plain = { ...base, method: 'GET', target: '/' } as const
  expect((await ask({ ...plain, afterClickMs: 5 })).text).toBe('{"afterClickMs":5}')
  expect((await ask(plain)).text).toBe('{}')
})
