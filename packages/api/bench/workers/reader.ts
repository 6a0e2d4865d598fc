/** Reads the whole table again and again for a while, as others do beside the clicks. */
import { setTimeout as wait } from 'node:timers/promises'
import mysql from 'mysql2'
import { connectionOptions } from '../../src/db/knex.js'
import { openConnection } from '../database.js'
import { answerJobs } from '../worker.js'

export interface ReaderJob {
  readonly kind: 'report' | 'export'
  readonly url: string
  readonly seconds: number
}

const SQL = {
  report: `SELECT offer_id, DATE(created_at) AS day, traffic_class, COUNT(*) AS clicks, COUNT(DISTINCT country) AS countries
    FROM clicks GROUP BY offer_id, day, traffic_class`,
  export: 'SELECT * FROM clicks',
}

/** Resolves with the number of rows that came. */
answerJobs(async ({ kind, url, seconds }: ReaderJob): Promise<number> => {
  const connection = mysql.createConnection(connectionOptions(url))
  const end = Date.now() + seconds * 1000
  const killed = wait(seconds * 1000).then(() => killQuery(url, connection.threadId))
  let rows = 0
  try {
    while (Date.now() < end) {
      for await (const row of connection.query(SQL[kind]).stream()) rows += lineOf(row as object).length > 0 ? 1 : 0
    }
  } catch (error) {
    if (Date.now() < end) throw error
  }
  await killed
  connection.destroy()
  return rows
})

function lineOf(row: object): string {
  return Object.values(row).join(',')
}

/** A query over many rows would go on long after the clicks that it is to disturb. */
async function killQuery(url: string, threadId: number): Promise<void> {
  const connection = await openConnection(url)
  await connection.query(`KILL QUERY ${threadId}`)
  await connection.end()
}
