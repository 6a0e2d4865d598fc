// Runs the private MariaDB: of `npm start` with full durability in .data/mariadb, of `npm run bench` as durable, and of
// `npm test` fast, both in a folder that is removed at the end. Listens on 127.0.0.1 only.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { Failure } from './failure.mjs'
import { mariadbProgram } from './mariadb-program.mjs'
import { assertUnused, createDatadir, launchServer } from './mariadb-server.mjs'
import { freePort } from './ports.mjs'
import { isStopping, temporaryFolder } from './processes.mjs'
import { step } from './steps.mjs'

const MB = 1024 * 1024
const FAST = ['--innodb-flush-log-at-trx-commit=0', '--skip-innodb-doublewrite', '--innodb-flush-method=nosync']

/**
 * The database of `npm start`. Starts it again when it is killed: GoKart goes on without it for a while.
 * @param {string} dataDir the folder `.data`
 * @returns {Promise<{ url: string, lost: Promise<Error> }>} `lost` resolves when it cannot be kept running
 */
export async function startDurable(dataDir) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const program = await mariadbProgram(dataDir)
  const datadir = join(dataDir, 'mariadb')
  await assertUnused(datadir)
  if (!existsSync(datadir)) await step('Making the database', () => createDatadir(program, datadir, tuning()))
  const password = randomBytes(18).toString('base64url')
  const initFile = join(dataDir, 'mariadb-init.sql')
  writeSecret(initFile, accounts(password))
  const port = await freePort()
  const launch = () => launchServer(program, { datadir, port, options: [`--init-file=${initFile}`, ...tuning()] })
  const child = await step('Starting the database', launch)
  const url = `mysql://gokart:${password}@127.0.0.1:${port}/gokart`
  writeSecret(join(dataDir, 'database-url'), `${url}\n`)
  return { url, lost: keepRunning(child, launch) }
}

/** The database of `npm test`. @returns {Promise<string>} URL of the server, root without a password, no schema */
export async function startForTests(dataDir) {
  return (await startOpen(dataDir, temporaryFolder(), [...FAST, '--max-connections=500'])).url
}

/**
 * The database of `npm run bench`: as durable as that of `npm start`, in a new folder.
 * @returns {Promise<{ url: string, pid: number }>} root without a password, no schema
 */
export const startForBench = (folder) => startOpen(folder, folder, tuning())

async function startOpen(dataDir, folder, options) {
  const program = await mariadbProgram(dataDir)
  const datadir = join(folder, 'mariadb')
  await createDatadir(program, datadir, options)
  const port = await freePort()
  const { pid } = await launchServer(program, { datadir, port, options })
  return { url: `mysql://root@127.0.0.1:${port}`, pid }
}

/** Gives up at the third end within a minute. */
async function keepRunning(child, launch) {
  const ends = []
  for (;;) {
    const how = await child.ended
    ends.push(Date.now())
    if (isStopping() || ends.at(-1) - ends.at(-3) < 60_000) return new Failure(`MariaDB ended with ${how}.`)
    try {
      console.log(`MariaDB ended with ${how}. Starting it again.`)
      child = await launch()
      console.log('MariaDB serves again.')
    } catch (error) {
      return error
    }
  }
}

/** Other users of the machine can reach the port too, so nobody is let in without the password of this start. */
function accounts(password) {
  return `CREATE DATABASE IF NOT EXISTS gokart;
DROP USER IF EXISTS root@127.0.0.1, root@'::1';
ALTER USER root@localhost IDENTIFIED BY '${password}';
CREATE OR REPLACE USER gokart@127.0.0.1 IDENTIFIED BY '${password}';
GRANT ALL ON gokart.* TO gokart@127.0.0.1;
`
}

function writeSecret(file, text) {
  writeFileSync(file, text, { mode: 0o600 })
  chmodSync(file, 0o600)
}

/**
 * For pages an eighth of the memory, between 128 MB and 2 GB; for the redo log a quarter of that, not less than 96 MB: each time it is full, pages that
 * every click changes are written too, and clicks wait for them. Pages near those that are to be written are left alone: disks have no heads any more,
 * whatever a virtual one says of itself. An index of the pages that are looked up all the time: every click has a place in three keys to be found.
 */
function tuning() {
  const memory = Math.min(totalmem(), process.constrainedMemory?.() || Infinity)
  const pool = Math.min(2048, Math.max(128, Math.floor(memory / MB / 8)))
  const log = Math.max(96, Math.floor(pool / 4))
  const sizes = [`--innodb-buffer-pool-size=${pool}M`, `--innodb-log-file-size=${log}M`]
  return [...sizes, '--innodb-flush-neighbors=0', '--innodb-adaptive-hash-index=1']
}
