import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import mysql, { type Connection } from 'mysql2/promise'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startContext } from './bring-up.js'
import { alone } from './cluster/place.js'
import { createContext, type Context } from './context.js'
import { connectionOptions } from './db/knex.js'
import { createLogger } from './logger.js'
import { clean, testDatabase } from './test/database.js'
import { createFactories } from './test/factories.js'
import { settingsOf } from './test/harness.js'

/* A database that is there, but busy with migrations, as that of an upgrade with much data is. */

const log = createLogger('silent')
const contexts: Context[] = []
let dataDir: string
let url: string
/** Has the lock under which migrations run. */
let migrating: Connection

beforeEach(async () => {
  await clean()
  url = (await testDatabase()).url
  dataDir = await mkdtemp(join(tmpdir(), 'gokart-slow-'))
  migrating = await mysql.createConnection(connectionOptions(url))
})
afterEach(async () => {
  await migrating.end()
  for (const context of contexts.splice(0)) await context.close()
  await rm(dataDir, { recursive: true })
})

function newContext(place = alone()): Context {
  const context = createContext(settingsOf(url, dataDir), { log }, place)
  contexts.push(context)
  return context
}

async function holdLock(): Promise<void> {
  const lock = `gokart_schema_${new URL(url).pathname.slice(1)}`.slice(0, 64)
  const [[row]] = await migrating.query<mysql.RowDataPacket[]>('SELECT GET_LOCK(?, 10) AS got', [lock])
  expect(row?.['got']).toBe(1)
}

/** Leaves a copy of the offers on the disk, and returns the key of one. */
async function leaveCopy(): Promise<string> {
  const { db } = await testDatabase()
  const { link_key: key } = await createFactories(db).offer()
  const context = newContext()
  await (
    await startContext(context)
  ).ready
  context.snapshot.keepCopy()
  await context.close()
  contexts.pop()
  return key
}

describe('a start during long migrations', () => {
  it('serves from the copy on the disk, touches no table, and opens the gate when they are done', async () => {
    const key = await leaveCopy()
    await holdLock()
    const context = newContext()
    const { ready } = await startContext(context, 50)
    expect(context.snapshot.current().offersByKey.has(key)).toBe(true)
    expect([context.snapshot.source(), context.gate.isOpen()]).toEqual(['disk', false])
    await expect(context.hotPool.getConnection()).rejects.toMatchObject({ code: 'DATABASE_NOT_READY' })
    await migrating.query('SELECT RELEASE_ALL_LOCKS()')
    await ready
    expect([context.snapshot.source(), context.gate.isOpen()]).toEqual(['database', true])
  })

  it('waits for them where there is no copy', async () => {
    await holdLock()
    const context = newContext()
    let started = false
    const starting = startContext(context, 50).then(() => (started = true))
    await wait(200)
    expect([started, context.gate.isOpen()]).toEqual([false, false])
    await migrating.query('SELECT RELEASE_ALL_LOCKS()')
    await starting
    expect([context.snapshot.source(), context.gate.isOpen()]).toEqual(['database', true])
  })

  it('in another worker is waited for by those that are not the first', async () => {
    await leaveCopy()
    let tell = () => {}
    const databaseReady = new Promise<void>((resolve) => (tell = resolve))
    const context = newContext({ ...alone(), slot: 1, slots: 2, databaseReady })
    const { ready } = await startContext(context)
    expect([context.snapshot.source(), context.gate.isOpen()]).toEqual(['disk', false])
    tell()
    await ready
    expect([context.snapshot.source(), context.gate.isOpen()]).toEqual(['database', true])
  })
})
