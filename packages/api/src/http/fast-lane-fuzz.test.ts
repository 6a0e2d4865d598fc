import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { connect } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seededRandom, type Random } from '../db/seeds/random.js'
import type { PlainAnswer } from './fast-lane.js'
import { createHttpServer, type HotPath, type HttpServer } from './server.js'

/*
 * The fast lane beside node:http: the same bytes, whole or in pieces, good, odd or hostile, get the same answers. So nothing is a
 * request for the one that is none, or another, for the other.
 */

const TEXTS = Number(process.env['FUZZ_TEXTS'] ?? 2_000)
const AT_ONCE = 20
/** Turns of the event loop, in which whatever was sent arrives: between two pieces, and before nothing more is awaited. */
const NEXT = 8
const QUIET = 24
const READ = ['user-agent', 'referer', 'x-forwarded-for', 'purpose']

const log = pino({ level: 'silent' })
const taken = { lane: 0, http: 0 }

/** Tells all that it was given. */
function answerTo(url: string | undefined, headers: IncomingHttpHeaders): PlainAnswer {
  const seen = READ.map((name) => [name, headers[name] ?? null])
  const body = encodeURIComponent(JSON.stringify([url, seen]))
  return { status: 302, headers: ['Location', '/', 'Content-Length', String(body.length)], body }
}

const hot: HotPath = {
  matches: (target) => target.startsWith('/c/'),
  handle(req, res) {
    taken.http++
    const { status, headers, body } = answerTo(req.url, req.headers)
    res.writeHead(status, headers as string[]).end(body)
  },
}
const withLane: HotPath = {
  ...hot,
  lane: {
    headers: READ,
    take({ url, headers }, reply) {
      taken.lane++
      reply(answerTo(url, headers))
    },
  },
}

// All answers are given at once, so that none depends on what comes after it.
const app: RequestListener = (req, res) => void res.end(`${req.method} ${encodeURIComponent(req.url ?? '')}`)

let servers: HttpServer[] = []
let ports: number[] = []
beforeAll(async () => {
  servers = [withLane, hot].map((path) => createHttpServer(app, [path], log))
  ports = await Promise.all(servers.map((server) => server.listen(0, '127.0.0.1')))
})
afterAll(() => Promise.all(servers.map((server) => server.close(0))))

/** All that comes back for these pieces, answer by answer, without the time of day. */
function exchange(port: number, pieces: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    let answers = ''
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.setEncoding('latin1').on('data', (text: string) => (answers += text))
    // The server may close before all was written.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(upToLast(answers.replaceAll(/^Date: .*\r\n/gm, '').split(/(?=HTTP\/1\.1 )/))))
    socket.on('connect', async () => {
      for (const piece of pieces) {
        socket.write(piece, 'latin1')
        await turns(NEXT)
      }
      await turns(QUIET)
      socket.end()
    })
  })
}

/** Up to the answer that is said to be the last: what came later may be refused or not read. */
function upToLast(answers: string[]): string[] {
  const last = answers.findIndex((answer) => answer.includes('\r\nConnection: close\r\n'))
  return last < 0 ? answers : answers.slice(0, last + 1)
}

/**
 * A refusal overtakes answers to requests of the same packet that are on their way, which depends on ticks: where the lane's
 * connection ended with one, it may have fewer answers before it. Never other ones, never more.
 */
function expected(lane: readonly string[], http: readonly string[]): readonly string[] {
  const refusal = lane.at(-1)!
  return refusal.startsWith('HTTP/1.1 400') ? [...http.slice(0, lane.length - 1), refusal] : http
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const TARGETS = [
  '/c/KEY',
  '/c/KEY/P?pub_sub_1=a%20b&x={y}',
  '/c/',
  '/cat',
  '/c/a b',
  '/c/a#b',
  '/c/ä',
  'http://x/c/a',
  '*',
  '//c/x',
  '/c/"<>|',
]
const VERSIONS = ['HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/1.1 ', 'HTTP/11', '']
const METHODS = ['HEAD', 'POST', 'get', 'GETT', 'GE', ' GET', '\r\nGET', 'OPTIONS', 'PRI']
const FIELDS = [
  'User-Agent: Mozilla/5.0 (X11; Linux) "x"',
  'user-agent:\t two blanks \t ',
  'USER-AGENT:',
  'Referer: https://x.example/?a=b:c',
  'Referer: bl\x80\xe4ttchen',
  'X-Forwarded-For: 1.2.3.4',
  'X-Forwarded-For: 5.6.7.8, 9.9.9.9',
  'Purpose: prefetch',
  'Accept: */*',
  "X!#$%&'*+.^_`|~-9: y",
]
const ODD = [
  'Connection: keep-alive',
  'Connection: Keep-Alive',
  'Connection: close',
  'Connection: keep-alive, close',
  'Connection: upgrade',
  'Connection:',
  'Proxy-Connection: close',
  'Keep-Alive: timeout=5',
  'Upgrade: websocket',
  'Expect: 100-continue',
  'Expect: other',
  'Content-Length: 0',
  'Content-Length: 5',
  'Content-Length: +5',
  'Content-Length: 5, 5',
  'Content-Length : 5',
  'Content-Length:\t5',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: xchunked',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding:\x0bchunked',
  'transfer-encoding: CHUNKED',
  'TE: trailers',
  'Trailer: X',
  'Host: y',
  'Host:',
  ' folded: x',
  '\tfolded: x',
  'no colon',
  ': no name',
  'Two Words: x',
  'Bl\xe4nk: x',
  'X: a\0b',
  'X: a\x7fb',
  'X: a\rb',
  'X: a\nTransfer-Encoding: chunked',
  'X: a\r\n b',
]
const BODIES = [
  '',
  '',
  '',
  'hello',
  '0\r\n\r\n',
  '5\r\nhello\r\n0\r\n\r\n',
  '\r\n',
  '\0',
  'GET /c/SMUGGLED HTTP/1.1\r\nHost: x\r\n\r\n',
]

function requestText(random: Random): string {
  return random.chance(0.6) ? plainText(random) : oddText(random)
}

/** As clients write it. */
function plainText(random: Random): string {
  const fields = FIELDS.filter((_, index) => index % 2 === random.int(4))
  return [`GET ${random.pick(TARGETS.slice(0, 3))} HTTP/1.1`, 'Host: x', ...fields, '', ''].join('\r\n')
}

function oddText(random: Random): string {
  const odds = (share: number, usual: string, others: readonly string[]) =>
    random.chance(share) ? random.pick(others) : usual
  const end = () => odds(0.02, '\r\n', ['\n', '\r', '\r\r\n', '\n\r'])
  const fields = Array.from({ length: random.int(6) }, () => random.pick(random.chance(0.15) ? ODD : FIELDS))
  if (random.chance(0.95))
    fields.splice(random.int(fields.length + 1), 0, odds(0.1, 'Host: x', ['host:x', 'HOST: [::1]:80', 'Host: ']))
  const target = random.chance(0.7) ? random.pick(TARGETS.slice(0, 3)) : random.pick(TARGETS)
  const line = `${odds(0.1, 'GET', METHODS)} ${target} ${odds(0.06, 'HTTP/1.1', VERSIONS)}`
  return [line, ...fields, ''].map((text) => text + end()).join('') + (random.chance(0.1) ? random.pick(BODIES) : '')
}

/** One to four requests, most of them whole, the last often one that ends the connection; bytes of some are changed. */
function conversation(random: Random): string {
  let text = Array.from({ length: 1 + random.int(4) }, () => requestText(random)).join('')
  if (random.chance(0.7)) text += 'GET /c/LAST HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  for (let changes = random.chance(0.15) ? 1 + random.int(3) : 0; changes > 0; changes--) {
    const at = random.int(text.length)
    const byte = String.fromCharCode(
      random.chance(0.5) ? random.pick([0, 9, 10, 13, 32, 35, 58, 127, 255]) : random.int(256),
    )
    text = text.slice(0, at) + random.pick([byte, '', byte + text[at]]) + text.slice(at + 1)
  }
  return text
}

/** At the ends of requests, as clients write that wait for answers, or anywhere. */
function split(text: string, random: Random): string[] {
  if (random.chance(0.8)) return text.split(/(?<=\r\n\r\n)/)
  const cuts = Array.from({ length: random.int(4) }, () => random.int(text.length)).toSorted((a, b) => a - b)
  return [0, ...cuts].map((from, index) => text.slice(from, cuts[index])).filter((piece) => piece !== '')
}

it(`gives the answers of node:http to ${TEXTS} conversations`, async () => {
  const random = seededRandom(Number(process.env['FUZZ_SEED'] ?? 1))
  const cases = Array.from({ length: TEXTS }, () => split(conversation(random), random))
  let next = 0
  let answered = 0
  const run = async () => {
    while (next < cases.length) {
      const pieces = cases[next++]!
      const [lane, http] = await Promise.all([exchange(ports[0]!, pieces), exchange(ports[1]!, pieces)])
      expect({ pieces, answers: lane }).toEqual({ pieces, answers: expected(lane, http) })
      if (http[0] !== '') answered++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, run))
  expect(answered).toBeGreaterThan(TEXTS * 0.8)
  // Both ways were gone, and often.
  expect(taken.lane).toBeGreaterThan(TEXTS / 4)
  expect(taken.http).toBeGreaterThan(TEXTS)
}, 120_000)
