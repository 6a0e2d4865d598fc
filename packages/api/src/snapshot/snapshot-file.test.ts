import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NO_EVENT_RULES } from '@gokart/shared'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assembleSnapshot, takeApart, type SnapshotParts } from './parts.js'
import { createSnapshotFile } from './snapshot-file.js'
import { snapshotText } from './snapshot-text.js'

const lines: { msg: string }[] = []
const log = pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line) as { msg: string }) })
let folder: string
beforeEach(async () => {
  lines.length = 0
  folder = join(await mkdtemp(join(tmpdir(), 'gokart-snapshot-')), 'data')
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

const path = () => join(folder, 'snapshot.jsonl')
const file = () => createSnapshotFile({ folder, slot: 0, log })

function someParts(offers = 1): SnapshotParts {
  return {
    version: 7,
    advertisers: [
      {
        id: 1,
        name: 'Ad\u2028\ud800"ü',
        tokenPolicy: 'required',
        keepEmail: true,
        fallbackUrl: null,
        statusWords: [{ word: 'ok', status: 'success' }],
        ipAllowList: ['::1'],
        always200: false,
        approval: 'manual',
        pendingDays: 0,
      },
    ],
    partners: [{ id: 2, key: 'PARTNER', name: 'P' }],
    offers: Array.from({ length: offers }, (_, index) => ({
      id: index + 1,
      key: `KEY${index}`,
      advertiserId: 1,
      name: 'Offer\n',
      status: 'active',
      trackingLink: 'https://adv.example/ü?s={gk_click_id}',
      linkVersion: 3,
      trackerId: null,
      currency: 'EUR',
      startsAt: 5,
      endsAt: null,
      fallbackUrl: 'https://adv.example/',
      minSecondsAfterClick: 5,
      maxDaysAfterClick: null,
      events: [
        { id: 9, name: '', eventId: null, payoutType: 'flat', payout: '1.0000', ...NO_EVENT_RULES, limitsVersion: 1 },
      ],
    })),
    tokens: [['token', { advertiserId: 1, validUntil: 8 }]],
    secrets: [Buffer.alloc(32, 200), Buffer.alloc(32, 2)],
  }
}

describe('the copy of the snapshot on the disk', () => {
  it('is what was saved, of ten offers and of thousands', async () => {
    for (const offers of [10, 3_000]) {
      const parts = someParts(offers)
      await file().save({ parts, takenAt: 1_234 })
      expect(await file().load()).toEqual({ parts, takenAt: 1_234 })
      expect(takeApart(assembleSnapshot(parts, undefined))).toEqual(parts)
    }
    expect(await readdir(folder)).toEqual(['snapshot.jsonl'])
  })

  it('is for nobody else to read, also where an unfinished one was', async () => {
    await file().save({ parts: someParts(), takenAt: 1 })
    await writeFile(`${path()}.0.tmp`, 'left by a crash')
    await chmod(`${path()}.0.tmp`, 0o666)
    await file().save({ parts: someParts(), takenAt: 2 })
    expect((await stat(path())).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  })

  it('is none where there is no file', async () => {
    expect(await file().load()).toBeUndefined()
    expect(lines).toEqual([])
  })

  it.each([
    ['cut off at its end', (text: string) => text.slice(0, -10), 'it is torn'],
    ['cut off in the middle', (text: string) => text.slice(0, text.length / 2), 'it is torn'],
    ['without its checksum', (text: string) => text.split('\n').slice(0, -2).join('\n') + '\n', 'it is torn'],
    ['changed', (text: string) => text.replace('EUR', 'USD'), 'it is torn'],
    ['empty', () => '', 'it is no snapshot of GoKart'],
    ['of something else', () => '{"a":1}\n', 'it is no snapshot of GoKart'],
    ['zeros', () => '\0'.repeat(5_000), 'it is no snapshot of GoKart'],
  ])('that is %s is set aside with a message, as if there were none', async (_how, change, why) => {
    await file().save({ parts: someParts(20), takenAt: 1 })
    const changed = change(await readFile(path(), 'utf8'))
    await writeFile(path(), changed)
    expect(await file().load()).toBeUndefined()
    expect(lines.map(({ msg }) => msg)).toEqual([expect.stringContaining(why)])
    expect(await readdir(folder)).toEqual(['snapshot.jsonl.unreadable'])
    expect(await readFile(`${path()}.unreadable`, 'utf8')).toBe(changed)
    await file().save({ parts: someParts(), takenAt: 2 })
    expect(await file().load()).toMatchObject({ takenAt: 2 })
  })

  it('of another format is not read', async () => {
    const text = [...snapshotText({ parts: someParts(), takenAt: 1 }, 99)].join('')
    await file().save({ parts: someParts(), takenAt: 1 })
    await writeFile(path(), text)
    expect(await file().load()).toBeUndefined()
    expect(lines[0]!.msg).toContain('format 99')
  })

  /** Where this fails, what the snapshot holds was changed: raise FORMAT, then put the new text here. */
  it('is of format 2 as long as it holds just this', () => {
    const [text] = [...snapshotText({ parts: { ...someParts(), secrets: [Buffer.from('key')] }, takenAt: 1 })]
    expect(text!.split('\n').slice(0, -2)).toEqual([
      '["GoKart snapshot",{"format":2,"takenAt":1,"version":7}]',
      '["secrets","a2V5"]',
      '["advertisers",{"id":1,"name":"Ad\u2028\\ud800\\"ü","tokenPolicy":"required","keepEmail":true,"fallbackUrl":null,' +
        '"statusWords":[{"word":"ok","status":"success"}],"ipAllowList":["::1"],"always200":false,"approval":"manual",' +
        '"pendingDays":0}]',
      '["partners",{"id":2,"key":"PARTNER","name":"P"}]',
      '["offers",{"id":1,"key":"KEY0","advertiserId":1,"name":"Offer\\n","status":"active",' +
        '"trackingLink":"https://adv.example/ü?s={gk_click_id}","linkVersion":3,"trackerId":null,"currency":"EUR",' +
        '"startsAt":5,"endsAt":null,"fallbackUrl":"https://adv.example/","minSecondsAfterClick":5,"maxDaysAfterClick":null,' +
        '"events":[{"id":9,"name":"","eventId":null,"payoutType":"flat","payout":"1.0000","sequenceNumber":null,' +
        '"minTimeFromPreviousEvent":null,"deadlineDays":null,"pendingDays":null,' +
        '"caps":{"daily":null,"weekly":null,"monthly":null,"lifetime":null},' +
        '"budgets":{"daily":null,"weekly":null,"monthly":null,"lifetime":null},"allowRepetitions":false,"limitsVersion":1}]}]',
      '["tokens",["token",{"advertiserId":1,"validUntil":8}]]',
    ])
  })
})
