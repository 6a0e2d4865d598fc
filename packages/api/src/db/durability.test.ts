import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/database.js'
import { createDurability, judgeDurability } from './durability.js'
import { createHotPool } from './hot-pool.js'

const SAFE = {
  innodb_flush_log_at_trx_commit: '1',
  sync_binlog: '1',
  log_bin: 'ON',
  innodb_doublewrite: 'ON',
  innodb_flush_method: 'O_DIRECT',
}
const weakOf = (settings: Record<string, string>) =>
  judgeDurability(new Map(Object.entries({ ...SAFE, ...settings }))).map(({ setting, value }) => `${setting}=${value}`)

describe('what is weak', () => {
  it.each<Record<string, string>>([
    { innodb_flush_log_at_trx_commit: '0' },
    { innodb_flush_log_at_trx_commit: '2' },
    { sync_binlog: '0' },
    { sync_binlog: '1000' },
    { innodb_doublewrite: 'OFF' },
    { innodb_doublewrite: 'DETECT_ONLY' },
    { innodb_flush_method: 'nosync' },
    { innodb_flush_method: 'littlesync' },
  ])('%j', (setting) => {
    expect(weakOf(setting)).toEqual(Object.entries(setting).map(([name, value]) => `${name}=${value}`))
  })

  it.each<Record<string, string>>([
    {},
    { innodb_flush_log_at_trx_commit: '3' },
    { sync_binlog: '0', log_bin: 'OFF' },
    { innodb_doublewrite: 'DETECT_AND_RECOVER' },
    { innodb_flush_method: 'fsync' },
    { innodb_flush_method: 'O_DIRECT_NO_FSYNC' },
  ])('but not %j', (setting) => {
    expect(weakOf(setting)).toEqual([])
  })

  it('is nothing that the server does not know', () => {
    expect(judgeDurability(new Map([['log_bin', 'ON']]))).toEqual([])
  })

  it('comes with its risk and its remedy', () => {
    const [setting] = judgeDurability(new Map([['innodb_doublewrite', 'OFF']]))
    expect(setting).toMatchObject({ risk: /half written/, remedy: /innodb_doublewrite = ON/ })
  })
})

describe('on a real server, as a user without any privilege', async () => {
  const { url, db } = await testDatabase()
  const user = `nobody_${process.pid}_${process.env['VITEST_POOL_ID']}`
  const lines: { setting?: string; level: number }[] = []
  const log = pino(
    { level: 'debug' },
    new Writable({ write: (line, _encoding, done) => (lines.push(JSON.parse(String(line))), done()) }),
  )
  await db.raw(`CREATE USER '${user}'@'%' IDENTIFIED BY 'a'`)
  const own = Object.assign(new URL(url), { username: user, password: 'a', pathname: '' })
  const pool = createHotPool(own.href, 1)
  const durability = createDurability({ pool, log })
  afterAll(async () => {
    await pool.end()
    await db.raw(`DROP USER '${user}'@'%'`)
  })

  it('finds what the server has, and warns of each setting once', async () => {
    expect(durability.weak()).toBeUndefined()
    await durability.check()
    await durability.check()
    const [rows] = await db.raw("SHOW GLOBAL VARIABLES LIKE 'innodb\\_%'")
    const settings = new Map(
      rows.map((row: { Variable_name: string; Value: string }) => [row.Variable_name, row.Value]),
    )
    const expected = judgeDurability(settings as Map<string, string>)
    expect(durability.weak()).toEqual(expected)
    expect(lines.filter(({ level }) => level === 40).map(({ setting }) => setting)).toEqual(
      expected.map(({ setting }) => setting),
    )
  })

  it('keeps what it knew while the database is away', async () => {
    const away = createHotPool('mysql://root@127.0.0.1:1/none', 1)
    const none = createDurability({ pool: away, log })
    await none.check()
    expect(none.weak()).toBeUndefined()
    await away.end()
  })
})
