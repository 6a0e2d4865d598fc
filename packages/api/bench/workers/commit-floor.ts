/**
 * What a postback costs at the least where each is committed by itself: one row with what came in, inserted through the same driver
 * and pool as the app's. Without HTTP, and as the least server that answers a postback so.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHotPool, type HotPool } from '../../src/db/hot-pool.js'
import { uuidToBytes } from '../../src/db/uuid.js'
import { createTimeFirstIds } from '../../src/postback/id.js'
import { answerJobs } from '../worker.js'

export type CommitFloorJob =
  | { readonly kind: 'serve'; readonly url: string; readonly connections: number }
  | { readonly kind: 'commit'; readonly seconds: number }

/** With `serve`: the port; commits a second of `commit`. */
export interface CommitFloorResult {
  readonly port: number
  readonly answered: number
  readonly perSecond: number
}

const TABLE = `CREATE TABLE floor (id BINARY(16) NOT NULL PRIMARY KEY, received_at DATETIME(3) NOT NULL, method VARCHAR(8) NOT NULL,
  ip VARCHAR(45) NOT NULL, url TEXT NOT NULL, user_agent VARCHAR(512) NULL)`
const URL = `/postback?gk_click_id=${randomUUID()}&cnv_conversion_id=order-100000&cnv_amount=12.50`
const nextId = createTimeFirstIds()
let pool: HotPool
let atOnce = 0

answerJobs(async (job: CommitFloorJob): Promise<CommitFloorResult> => {
  if (job.kind === 'commit') return { port: 0, ...(await commitFor(job.seconds)) }
  atOnce = job.connections
  pool = createHotPool(job.url, atOnce)
  await pool.query(TABLE)
  return { port: await serve(), answered: 0, perSecond: 0 }
})

async function commitOne(url: string): Promise<void> {
  const now = new Date()
  const row = [uuidToBytes(nextId(now)), now, 'GET', '198.51.100.7', url, 'tracker/1.0']
  await pool.query('INSERT INTO floor (id, received_at, method, ip, url, user_agent) VALUES (?)', [row])
}

/** Each of the loops has a commit on its way at any time. */
async function commitFor(seconds: number): Promise<{ answered: number; perSecond: number }> {
  const begun = performance.now()
  const end = begun + seconds * 1000
  let answered = 0
  const loop = async () => {
    for (; performance.now() < end; answered++) await commitOne(URL)
  }
  await Promise.all(Array.from({ length: atOnce }, loop))
  return { answered, perSecond: (answered * 1000) / (performance.now() - begun) }
}

function serve(): Promise<number> {
  const answer = (res: ServerResponse, status: number) =>
    res
      .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end('{"status":"accepted"}')
  const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (req, res) => {
    commitOne(req.url!).then(
      () => answer(res, 200),
      () => answer(res, 500),
    )
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}
