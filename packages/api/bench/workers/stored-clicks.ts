/** Fills the table with clicks of the past, in the order of their keys, with IDs that the app accepts as its own. */
import { createHmac } from 'node:crypto'
import { createClickIdMinter } from '@gokart/shared/click-id'
import mysql from 'mysql2/promise'
import { demoVisitor } from '../../src/db/seeds/demo-visitors.js'
import { seededRandom, type Random } from '../../src/db/seeds/random.js'
import { openConnection, select } from '../database.js'
import { answerJobs } from '../worker.js'
import { advertiserOf } from '../world.js'

export interface StoredClicksJob {
  readonly url: string
  readonly rows: number
  /** Offers of the schema. */
  readonly offers: number
  /** Time of the first and the last, Unix ms; the others are evenly between. */
  readonly from: number
  readonly to: number
}

const BATCH = 1_000
/** While one statement is written, the next one is made. */
const CONNECTIONS = 2
const VISITS = 5_000
const COLUMNS =
  'id, created_at, offer_id, advertiser_id, partner_id, link_version, outcome, pub_member_id, traffic_class, ip, country, device, os, browser, ' +
  'user_agent, referrer, pub_click_id, pub_sub_1'

answerJobs(async (job: StoredClicksJob): Promise<void> => {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(job.url)))
  const [key] = await select<{ secret: Buffer }>(connections[0]!, 'SELECT secret FROM click_keys ORDER BY id DESC')
  const statement = createStatements(job, key!.secret)
  let made = 0
  let told = Date.now()
  await Promise.all(
    connections.map(async (connection) => {
      while (made < job.rows) {
        const begin = made
        made = Math.min(made + BATCH, job.rows)
        await connection.query(statement(begin, made))
        if (Date.now() - told < 10_000) continue
        told = Date.now()
        console.log(`  ${made.toLocaleString('en')} of ${job.rows.toLocaleString('en')} clicks of the past are stored`)
      }
    }),
  )
  await Promise.all(connections.map((connection) => connection.end()))
})

/** A function that makes the statement for the clicks from `begin` to before `end`. */
function createStatements({ rows, offers, from, to }: StoredClicksJob, secret: Buffer) {
  const random = seededRandom(1)
  const visits = Array.from({ length: VISITS }, () => visit(random))
  const id = Buffer.alloc(16)
  let time = from
  const minter = createClickIdMinter({
    mac: (message) => createHmac('sha256', secret).update(message).digest(),
    node: 1,
    now: () => time,
  })

  function row(n: number): string {
    time = from + Math.floor(((to - from) * n) / rows)
    const offer = 1 + random.int(offers)
    minter.mintInto(id, 0, offer)
    const moment = new Date(time).toISOString().replace('T', ' ').slice(0, -1)
    return `(x'${id.toString('hex')}','${moment}',${offer},${advertiserOf(offer, offers)},1,1,'sent','member-${n}',${random.pick(visits)})`
  }

  return (begin: number, end: number) =>
    `INSERT INTO clicks (${COLUMNS}) VALUES ${Array.from({ length: end - begin }, (_, index) => row(begin + index)).join(',')}`
}

/** What follows the outcome in a row. */
function visit(random: Random): string {
  const { traffic_class, country, device, os, browser, user_agent, referrer } = demoVisitor(random)
  const ip = [1 + random.int(222), random.int(256), random.int(256), random.int(256)].join('.')
  const pubs = [`pc-${random.int(1e9)}`, `banner ${random.int(13)}`]
  const values = [traffic_class, ip, country, device, os, browser, user_agent, referrer, ...pubs]
  return values.map((value) => mysql.escape(value)).join(',')
}
