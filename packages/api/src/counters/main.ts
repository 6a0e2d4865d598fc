import { readConfig } from '../config.js'
import { createDatabase } from '../db/knex.js'
import { migrate } from '../db/migrate.js'
import { carryOut, firstDay, readOrder } from './commands.js'

/** `node dist/counters/main.js check`: see commands.ts. */
const db = createDatabase(readConfig(process.env).databaseUrl, 2)
try {
  await migrate(db)
  const now = Date.now()
  const order = readOrder(process.argv.slice(2), await firstDay(db, now), now)
  if (!(await carryOut(db, order, (text) => console.log(text)))) process.exitCode = 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  await db.destroy()
}
