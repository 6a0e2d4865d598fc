import { describe, expect, it } from 'vitest'
import { boardEntry, processStatus } from '../test/process-status.js'
import { findFindings } from './findings.js'
import type { ProcessStatus } from './process-status.js'

const NOW = 10_000_000
const MINUTE = 60_000
const well = processStatus()
const clicks = (changes: Partial<ProcessStatus['clicks']>) => ({ clicks: { ...well.clicks, ...changes } })
const postbacks = (changes: Partial<ProcessStatus['postbacks']>) => ({ postbacks: { ...well.postbacks, ...changes } })
const snapshot = (changes: Partial<ProcessStatus['snapshot']>) => ({ snapshot: { ...well.snapshot, ...changes } })
const counters = (behindMs: number) => ({ counters: { behindMs, unfolded: 0, repaired: 0 } })
const weak = { setting: 'sync_binlog', value: '0', risk: 'It can be lost.', remedy: 'SET GLOBAL sync_binlog = 1' }
const waiting = (ageMs: number) => ({ spool: { records: 3, oldestAt: NOW - ageMs } })

const codesOf = (changes: Partial<ProcessStatus>, at = NOW) =>
  findFindings([boardEntry(0, at, changes)], 1, NOW).map(({ code, level }) => `${level} ${code}`)

describe('what ops should know', () => {
  it.each<[string, Partial<ProcessStatus>, string[]]>([
    ['all is well', {}, []],
    ['a click was lost just now', clicks({ lost: 1, lastLostAt: NOW - MINUTE }), ['fault clicks_lost']],
    ['one was lost long ago', clicks({ lost: 1, lastLostAt: NOW - 10 * MINUTE }), ['warning clicks_were_lost']],
    ['a postback was refused just now', postbacks({ lastRefusedAt: NOW }), ['fault postbacks_refused']],
    ['one was refused long ago', postbacks({ lastRefusedAt: NOW - 10 * MINUTE }), []],
    ['the database is away', { databaseAway: true }, ['fault database_away']],
    ['it is away, and much waits', { databaseAway: true, ...clicks(waiting(9 * MINUTE)) }, ['fault database_away']],
    [
      'it is away, and offers grow old',
      { databaseAway: true, ...snapshot({ ageMs: 40_000 }) },
      ['fault database_away'],
    ],
    [
      'it has not been there since the start',
      { databaseAway: true, ...snapshot({ fromDisk: true, ageMs: MINUTE }) },
      ['fault database_away', 'warning snapshot_from_disk'],
    ],
    ['offers grow old though it answers', snapshot({ ageMs: 30_000 }), ['fault snapshot_stale']],
    ['clicks wait though it answers', clicks(waiting(MINUTE + 1)), ['warning spool_waiting']],
    ['postbacks wait though it answers', postbacks(waiting(MINUTE + 1)), ['warning spool_waiting']],
    ['they wait, but not for long', postbacks(waiting(MINUTE - 1)), []],
    ['many clicks wait for their commit', clicks({ queued: 5_001 }), ['warning queue_long']],
    ['the event loop stood still', { loopDelayMs: 251 }, ['warning loop_busy']],
    ['a setting is weak', { weakSettings: [weak] }, ['warning weak_setting:sync_binlog']],
    ['counters are an hour behind', counters(60 * MINUTE + 1), ['warning counters_behind']],
    ['counters are less behind', counters(60 * MINUTE), []],
    ['settings are not known yet', { weakSettings: null }, []],
  ])('when %s', (_what, changes, codes) => {
    expect(codesOf(changes)).toEqual(codes)
  })

  it('is that a worker says nothing', () => {
    expect(codesOf({}, NOW - 5_000)).toEqual([])
    expect(codesOf({}, NOW - 5_001)).toEqual(['fault worker_silent'])
  })

  it('is that a worker is not there', () => {
    const findings = findFindings([boardEntry(0, NOW), boardEntry(2, NOW)], 4, NOW)
    expect(findings).toMatchObject([{ code: 'worker_missing', workers: [1, 3] }])
  })

  it('names the workers, unless it is about all of them; a setting of the database is named once', () => {
    const away = { databaseAway: true, weakSettings: [weak] }
    const some = [boardEntry(0, NOW, { weakSettings: [weak] }), boardEntry(1, NOW, away)]
    expect(findFindings(some, 2, NOW)).toMatchObject([
      { code: 'database_away', workers: [1] },
      { code: 'weak_setting:sync_binlog', workers: [], meaning: weak.risk, remedy: weak.remedy },
    ])
    const all = [boardEntry(0, NOW, away), boardEntry(1, NOW, away)]
    expect(findFindings(all, 2, NOW)[0]).toMatchObject({ code: 'database_away', workers: [] })
  })

  it('is the faults before the warnings', () => {
    const many = { loopDelayMs: 900, weakSettings: [weak], ...snapshot({ ageMs: MINUTE }) }
    expect(codesOf(many)).toEqual(['fault snapshot_stale', 'warning loop_busy', 'warning weak_setting:sync_binlog'])
  })
})
