/** The click path on a free port, for bench/redirect.ts. Prints {"port", "path"}. Environment: DATABASE_URL, OFFERS. */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createHotPool } from '../src/db/hot-pool.js'
import { createDatabase } from '../src/db/knex.js'
import { ensureDatabase, migrate } from '../src/db/migrate.js'
import { createClientIp } from '../src/http/client-ip.js'
import { createHttpServer } from '../src/http/server.js'
import { createRedirect } from '../src/redirect/redirect.js'
import { createSnapshotStore } from '../src/snapshot/snapshot-store.js'

const url = process.env['DATABASE_URL'] ?? ''
const offers = Number(process.env['OFFERS'] ?? 1)

await ensureDatabase(url)
const db = createDatabase(url, 2)
await migrate(db)
const created_at = new Date()
const [advertiserId] = await db('advertisers').insert({ name: 'Bench', postback_token: 'b'.repeat(32), created_at })
const [partnerId] = await db('partners').insert({ name: 'Bench', link_key: 'partner', created_at })
const tracking_link =
  'https://track.example/aff_c?offer_id=1001&aff_click_id={gk_click_id}&sub={pub_sub_1}&src={gk_partner_id}&geo={country}&name={gk_offer_name}'
const row = (n: number) => ({
  link_key: `offer${n}`,
  name: `Offer ${n}`,
  advertiser_id: advertiserId,
  tracking_link,
  status: 'active',
  currency: 'USD',
  created_at,
  updated_at: created_at,
})
await db.batchInsert(
  'offers',
  Array.from({ length: offers }, (_, n) => row(n)),
  500,
)
await db.destroy()

const log = pino({ level: 'warn' }, process.stderr)
const pool = createHotPool(url, 8)
const snapshot = createSnapshotStore({ pool, log })
const spoolFolder = await mkdtemp(join(tmpdir(), 'gokart-bench-'))
const redirect = createRedirect({ pool, snapshot, clientIp: createClientIp([]), spoolFolder, log })
await snapshot.start()
await redirect.start()
const server = createHttpServer((_req, res) => res.writeHead(404).end(), [redirect], log)
const port = await server.listen(0, '127.0.0.1')
const atStart = process.cpuUsage()
console.log(JSON.stringify({ port, path: `/c/offer${offers - 1}/partner`, partnerId }))
process.on('SIGTERM', () => {
  const { stored, spooled, lost } = redirect.stats()
  const { user, system } = process.cpuUsage(atStart)
  const cpu = ((user + system) / (stored + spooled)).toFixed(1)
  console.error(`stored ${stored}, spooled ${spooled}, lost ${lost}; ${cpu} µs of this process' CPU a click`)
  rmSync(spoolFolder, { recursive: true })
  process.exit(0)
})
