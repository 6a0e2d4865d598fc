import { mkdtemp, rm } from 'node:fs/promises'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createHotPool } from '../db/hot-pool.js'
import type { ClickRow } from '../db/tables.js'
import { uuidToBytes } from '../db/uuid.js'
import { createClientIp } from '../http/client-ip.js'
import { createHttpServer } from '../http/server.js'
import { createRedirect, type Redirect } from '../redirect/redirect.js'
import { createSnapshotStore, type SnapshotStore } from '../snapshot/snapshot-store.js'
import { testDatabase } from './database.js'
import { createFactories, type Factories } from './factories.js'

/* The click path alone, on a free port with a real database, for tests that look at the bytes of an answer. */

export interface RigSettings {
  /** Unix ms. */
  now?: () => number
  trustProxy?: readonly string[]
  /** Another way to the same database, such as a proxy's. */
  databaseUrl?: string
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface RedirectRig {
  readonly port: number
  readonly redirect: Redirect
  readonly snapshot: SnapshotStore
  readonly make: Factories
  readonly spoolFolder: string
  /** One request, sent as it stands. */
  send(path: string, headers?: Record<string, string | string[]>, method?: string): Promise<Answer>
  /** Bytes of a client that writes no proper HTTP; all that comes back until the server closes. */
  sendRaw(text: string): Promise<string>
  /** The row of the click whose ID is in the answer's Location. */
  clickOf(answer: Answer): Promise<ClickRow | undefined>
  clicks(): Promise<ClickRow[]>
  close(): Promise<void>
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/** The click ID in a destination. */
export function clickIdIn(location: string | undefined): string {
  const id = UUID.exec(location ?? '')?.[0]
  if (id === undefined) throw new Error(`There is no click ID in ${location}`)
  return id
}

export async function startRedirect({ now, trustProxy = [], databaseUrl }: RigSettings = {}): Promise<RedirectRig> {
  const { url, db } = await testDatabase()
  const log = pino({ level: 'silent' })
  const pool = createHotPool(databaseUrl ?? url, 4)
  const snapshot = createSnapshotStore({ pool, log })
  const folder = await mkdtemp(join(tmpdir(), 'gokart-redirect-'))
  const spoolFolder = join(folder, 'clicks')
  const clientIp = createClientIp(trustProxy)
  const redirect = createRedirect({ pool, snapshot, clientIp, spoolFolder, log, ...(now ? { now } : {}) })
  await snapshot.start()
  await redirect.start()
  const server = createHttpServer((_req, res) => res.writeHead(404).end('not a click link'), [redirect], log)
  const port = await server.listen(0, '127.0.0.1')
  return {
    port,
    redirect,
    snapshot,
    make: createFactories(db, () => snapshot.refresh()),
    spoolFolder,
    send: (path, headers = {}, method = 'GET') => send(port, path, headers, method),
    sendRaw: (text) => sendRaw(port, text),
    clickOf: ({ headers }) =>
      db<ClickRow>('clicks')
        .where({ id: uuidToBytes(clickIdIn(headers.location)) })
        .first(),
    clicks: () => db<ClickRow>('clicks').orderBy('id'),
    async close() {
      await server.close(1_000)
      snapshot.stop()
      await redirect.close()
      // Where a test cut the connections, they say so.
      await pool.end().catch(() => undefined)
      await rm(folder, { recursive: true })
    },
  }
}

function send(port: number, path: string, headers: Record<string, string | string[]>, method: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path, method, headers, setDefaultHeaders: false, agent: false } as const
    const sent = request({ ...options, headers: { Host: 'go.test', ...headers } }, (res) => {
      let body = ''
      res.setEncoding('utf8').on('data', (text: string) => (body += text))
      res.on('end', () => resolve({ status: res.statusCode!, headers: res.headers, body }))
    })
    sent.on('error', reject).end()
  })
}

function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
    // The server may close before all was written.
    socket.on('error', () => undefined).on('close', () => resolve(answer))
    socket.write(text)
  })
}
