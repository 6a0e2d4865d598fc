/**
 * The click path without sockets: what of a click is GoKart's own, from the bytes of its request to its answer, with its row committed.
 * The visitors are in the same process: each asks again as soon as it is answered.
 */
import { pino } from 'pino'
import { createHotPool } from '../../src/db/hot-pool.js'
import { createClientIp } from '../../src/http/client-ip.js'
import { fieldsOf, readPlainHead } from '../../src/http/plain-head.js'
import { createRedirect, type Redirect } from '../../src/redirect/redirect.js'
import { createSnapshotStore } from '../../src/snapshot/snapshot-store.js'
import { createRequests } from '../load/requests.js'
import { answerJobs } from '../worker.js'
import type { InsertResult } from './insert-floor.js'

export interface ClickPathJob {
  readonly url: string
  /** For the spool. */
  readonly folder: string
  /** How many wait for an answer at once. */
  readonly visitors: number
  readonly seconds: number
}

/** As many connections as the app has. */
const CONNECTIONS = 16
const PROXY = '127.0.0.1'

let opened: Promise<Redirect> | undefined

answerJobs(async ({ url, folder, visitors, seconds }: ClickPathJob): Promise<InsertResult> => {
  const { lane } = await (opened ??= open(url, folder))
  const fields = fieldsOf(lane.headers)
  const requests = createRequests({ kind: 'clicks', offers: 1 })
  const socket = { remoteAddress: PROXY }
  const begun = performance.now()
  const end = begun + seconds * 1_000
  let answered = 0

  function visit(done: () => void): void {
    if (performance.now() >= end) return done()
    const { target, headers } = readPlainHead(requests.next(), fields)!
    lane.take({ method: 'GET', url: target, headers, socket }, ({ status }) => {
      if (status !== 302) throw new Error(`A click was answered with ${status}`)
      answered++
      visit(done)
    })
  }

  await Promise.all(Array.from({ length: visitors }, () => new Promise<void>(visit)))
  return { answered, perSecond: answered / ((performance.now() - begun) / 1_000) }
})

async function open(url: string, folder: string): Promise<Redirect> {
  const log = pino({ level: 'error' })
  const pool = createHotPool(url, CONNECTIONS)
  const snapshot = createSnapshotStore({ pool, log })
  const { current, databaseNow } = snapshot
  const deps = { pool, snapshot: { current }, databaseNow, clientIp: createClientIp([PROXY]), spoolFolder: folder, log }
  const redirect = createRedirect(deps)
  await snapshot.start()
  await redirect.start()
  return redirect
}
