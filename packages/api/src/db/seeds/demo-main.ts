import { readConfig } from '../../config.js'
import { createPasswords } from '../../users/password.js'
import { createDatabase } from '../knex.js'
import { ensureDatabase, migrate } from '../migrate.js'
import { seedDemo, type DemoCounts } from './demo.js'
import { DEMO_ADVERTISERS, DEMO_PASSWORD } from './demo-world.js'

/** `node dist/db/seeds/demo-main.js`: loads the demo into the database of the settings, once. */
const { databaseUrl } = readConfig(process.env)
await ensureDatabase(databaseUrl)
const db = createDatabase(databaseUrl, 2)
try {
  await migrate(db)
  const made = await seedDemo(db, { now: new Date(), passwordHash: await createPasswords().hash(DEMO_PASSWORD) })
  console.log(made ? report(made) : 'There are advertisers already: the demo was not loaded.')
} finally {
  await db.destroy()
}

function report(made: DemoCounts): string {
  const counts = Object.entries(made).map(([what, count]) => `${count} ${what}`)
  const users = DEMO_ADVERTISERS.map(({ user, name }) => `  ${user.padEnd(24)} ${name}`)
  return [
    `The demo is loaded: ${counts.join(', ')}.`,
    `Its users, all with the password ${DEMO_PASSWORD}:`,
    ...users,
  ].join('\n')
}
