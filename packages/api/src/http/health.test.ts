import { describe, expect, it } from 'vitest'
import { useGoKart } from '../test/harness.js'
import { processStatus } from '../test/process-status.js'
import { readiness } from './health.js'

const NOW = 1_000_000
const weak = { setting: 'sync_binlog', value: '0', risk: '', remedy: '' }
const { clicks, postbacks } = processStatus()

describe('/health/ready says', () => {
  const well = {
    status: 'ok',
    database: 'ok',
    snapshot: 'ok',
    snapshotAgeMs: 100,
    snapshotError: null,
    spool: { clicks: 0, postbacks: 0, oldestMs: 0 },
    durability: 'ok',
  }

  it('that all is well, and nothing more', () => {
    expect(readiness(processStatus(), NOW)).toEqual(well)
  })

  it.each([
    ['database', { databaseAway: true }, { status: 'degraded', database: 'away' }],
    [
      'old snapshot',
      { snapshot: { ageMs: 30_000, fromDisk: false, error: 'failed' } },
      { status: 'degraded', snapshot: 'stale', snapshotAgeMs: 30_000, snapshotError: 'failed' },
    ],
    [
      'snapshot of the disk',
      { snapshot: { ageMs: 5, fromDisk: true, error: 'unreachable' } },
      { status: 'degraded', snapshot: 'from_disk', snapshotAgeMs: 5, snapshotError: 'unreachable' },
    ],
    ['weak settings', { weakSettings: [weak] }, { durability: 'weak' }],
    ['unknown settings', { weakSettings: null }, { durability: 'unknown' }],
    [
      'spool of clicks',
      { clicks: { ...clicks, spool: { records: 4, oldestAt: NOW - 70 } } },
      { spool: { clicks: 4, postbacks: 0, oldestMs: 70 } },
    ],
    [
      'older of both spools',
      {
        clicks: { ...clicks, spool: { records: 4, oldestAt: NOW - 70 } },
        postbacks: { ...postbacks, spool: { records: 2, oldestAt: NOW - 90 } },
      },
      { spool: { clicks: 4, postbacks: 2, oldestMs: 90 } },
    ],
  ] as const)('what is with the %s', (_what, changes, said) => {
    expect(readiness(processStatus(changes), NOW)).toEqual({ ...well, ...said })
  })
})

describe('of a whole GoKart', async () => {
  const gokart = await useGoKart()

  it('both are answered with 200, and never cached', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      const answer = await gokart.fetch(path)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })

  it('tells of the durability of the database that it runs on', async () => {
    const readDurability = async () =>
      ((await (await gokart.fetch('/health/ready')).json()) as { durability: string }).durability
    await expect.poll(readDurability).toMatch(/^(ok|weak)$/)
  })
})
