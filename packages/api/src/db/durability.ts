import type { RowDataPacket } from 'mysql2/promise'
import type { Logger } from '../logger.js'
import type { HotPool } from './hot-pool.js'
import { withConnection } from './with-connection.js'

/** A setting of the database with which a commit that was acknowledged can still be lost. */
export interface WeakSetting {
  readonly setting: string
  readonly value: string
  /** What can happen. */
  readonly risk: string
  readonly remedy: string
}

interface Rule {
  readonly name: string
  isSafe(value: string, settings: ReadonlyMap<string, string>): boolean
  readonly risk: string
  readonly remedy: string
}

const RULES: readonly Rule[] = [
  {
    name: 'innodb_flush_log_at_trx_commit',
    // MariaDB's 3 flushes twice at each commit.
    isSafe: (value) => value === '1' || value === '3',
    risk: 'The log reaches the disk up to a second after the commit: what that second brought is lost when the database’s machine fails (with 0, also when the database is killed).',
    remedy: 'SET GLOBAL innodb_flush_log_at_trx_commit = 1, and the same in the server’s configuration.',
  },
  {
    name: 'sync_binlog',
    // With a binary log it decides after a crash which commits count; without one, nothing reads the setting.
    isSafe: (value, settings) => value === '1' || settings.get('log_bin') !== 'ON',
    risk: 'After a crash the binary log decides which commits count, and it is not on the disk at each commit: the last ones are lost when the database’s machine fails.',
    remedy: 'SET GLOBAL sync_binlog = 1, and the same in the server’s configuration.',
  },
  {
    name: 'innodb_doublewrite',
    isSafe: (value) => value !== 'OFF' && value !== 'DETECT_ONLY',
    risk: 'A page that was half written when the machine failed cannot be repaired, and its rows are lost.',
    remedy:
      'Set innodb_doublewrite = ON in the server’s configuration and restart it, unless its disk writes whole pages by itself (ZFS does).',
  },
  {
    name: 'innodb_flush_method',
    isSafe: (value) => !/^(nosync|littlesync)$/i.test(value),
    risk: 'The server does not wait until the disk has what it wrote: commits are lost when its machine fails.',
    remedy: 'Take innodb_flush_method out of the server’s configuration and restart it.',
  },
]

/** What is weak among the settings of a server, by their names. A setting that the server does not know is none. */
export function judgeDurability(settings: ReadonlyMap<string, string>): WeakSetting[] {
  return RULES.flatMap(({ name, isSafe, risk, remedy }) => {
    const value = settings.get(name)
    return value === undefined || isSafe(value, settings) ? [] : [{ setting: name, value, risk, remedy }]
  })
}

/** Needs no privilege, on MariaDB as on MySQL. */
const QUERY = 'SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)'
const NAMES = [...RULES.map(({ name }) => name), 'log_bin']
const DEADLINE_MS = 5_000

async function readDurability(pool: HotPool): Promise<WeakSetting[]> {
  type Row = { Variable_name: string; Value: string } & RowDataPacket
  const [rows] = await withConnection(pool, DEADLINE_MS, (db) => db.query<Row[]>(QUERY, [NAMES]))
  return judgeDurability(new Map(rows.map((row) => [row.Variable_name, row.Value])))
}

export interface Durability {
  /** Reads the settings again. Never rejects: what cannot be read stays as it was known. */
  check(): Promise<void>
  /** Undefined before the settings were read for the first time. */
  weak(): readonly WeakSetting[] | undefined
}

/** Knows whether the database keeps what it acknowledged, and warns once of each setting with which it does not. */
export function createDurability({ pool, log }: { pool: HotPool; log: Logger }): Durability {
  let weak: readonly WeakSetting[] | undefined
  const isKnown = ({ setting, value }: WeakSetting) =>
    weak?.some((one) => one.setting === setting && one.value === value)
  return {
    async check() {
      try {
        const found = await readDurability(pool)
        for (const one of found) {
          if (!isKnown(one)) log.warn(one, 'A setting of the database can lose what was acknowledged')
        }
        weak = found
      } catch (error) {
        log.debug({ err: error }, 'The durability settings of the database could not be read')
      }
    },
    weak: () => weak,
  }
}
