import { describe, expect, test } from 'vitest'
import { mapColumns } from './columns.js'
import { postbackIdOf, readConversionLine } from './conversion-line.js'
import type { CsvRecord } from './csv-records.js'
import { cellsOf, tooManyValues } from './line.js'
import { readLines } from './read-lines.js'
import { reportHead, reportLines } from './report.js'
import { readStatusLine } from './status-line.js'

const now = new Date('2026-11-22T12:00:00.000Z')
const uuid = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
const cells = (values: Record<string, string>) => new Map(Object.entries(values))
const conversion = (values: Record<string, string>, keepEmail = false) =>
  readConversionLine(cells({ gk_click_id: uuid, time: '2026-11-01', ...values }), { now, keepEmail })

describe('the first line', () => {
  test('says what the columns mean, in any case, and which are not read', () => {
    expect(mapColumns('conversion_import', [' GK_Click_ID', 'time', 'event_id', 'token', ''], true)).toEqual([
      { name: 'GK_Click_ID', meaning: 'gk_click_id' },
      { name: 'time', meaning: 'time' },
      { name: 'event_id', meaning: 'cnv_event_id' },
      { name: 'token', meaning: null },
      { name: '', meaning: null },
    ])
  })

  test.each([
    ['status_import', ['conversion_id', 'click_id', 'status'], false, undefined],
    ['status_import', ['cnv_conversion_id', 'click_id', 'status'], false, undefined],
    ['status_import', ['cnv_conversion_id', 'advertiser', 'status'], false, undefined],
    ['status_import', ['cnv_conversion_id', 'status'], true, undefined],
    ['status_import', ['cnv_conversion_id', 'status'], false, /does not say which conversions are meant/],
    [
      'status_import',
      ['conversion_id', 'state'],
      false,
      /does not name the column status.*Is "state" meant as status\?/,
    ],
    ['status_import', ['conversion_id', 'status', 'Status'], false, /Two columns are read as status/],
    ['conversion_import', ['gk_clickid', 'time'], true, /column gk_click_id.*Is "gk_clickid" meant as gk_click_id\?/],
    ['conversion_import', ['a', 'b'], true, /time and gk_click_id\. It names: a, b\./],
    ['conversion_import', Array.from({ length: 1_000 }, (_, i) => `c${i}`), true, /names 1000 columns; at most 100/],
  ] as const)('of %s with %j (one advertiser: %s) is read, or says what is missing', (kind, header, one, message) => {
    const read = () => mapColumns(kind, header, one)
    if (message) expect(read).toThrow(message)
    else expect(read()).toHaveLength(header.length)
  })
})

describe('a line', () => {
  const columns = mapColumns('status_import', ['conversion_id', 'status'], false)

  test('has its values by what they mean, trimmed', () => {
    expect([...cellsOf(columns, [' x ', ''])]).toEqual([['conversion_id', 'x']])
  })

  test('with a value too many is faulty; separators at its end are not', () => {
    expect(tooManyValues(columns, ['a', 'b', '', ' '])).toBeUndefined()
    expect(tooManyValues(columns, ['a', 'b', 'c'])?.message).toMatch(/has 3 values/)
  })
})

describe('a line of a status', () => {
  test.each([
    [
      { conversion_id: uuid.toUpperCase(), status: 'SUCCESS' },
      { conversionId: uuid, status: 'success' },
    ],
    [
      { click_id: uuid, cnv_conversion_id: 'order-1', status: 'rejected', reason: 'Returned' },
      { clickId: uuid, ref: 'order-1', status: 'rejected', reason: 'Returned' },
    ],
    [
      { cnv_conversion_id: 'order-1', advertiser: 'Acme', status: 'rejected' },
      { ref: 'order-1', advertiser: 'Acme', status: 'rejected' },
    ],
  ])('%j is an order', (values, order) => {
    expect(readStatusLine(cells(values), false)).toMatchObject({ ok: true, order })
  })

  test.each([
    [{ status: 'success' }, [null]],
    [{ conversion_id: 'order-1', status: 'success' }, ['conversion_id']],
    [
      { click_id: 'x', cnv_conversion_id: 'y', status: 'nope', reason: 'z'.repeat(501) },
      ['click_id', 'status', 'reason'],
    ],
    [{ conversion_id: uuid }, ['status']],
    [{ cnv_conversion_id: 'y', status: 'success' }, [null]],
  ])('%j is faulty in %j', (values, faulty) => {
    const read = readStatusLine(cells(values as Record<string, string>), false)
    expect(read.ok ? [] : read.findings.map(({ column }) => column)).toEqual(faulty)
  })
})

describe('a line of a conversion', () => {
  test.each([
    ['2026-11-22 11:05:42', '2026-11-22T11:05:42.000Z'],
    ['2026-11-22T11:05:42.123Z', '2026-11-22T11:05:42.123Z'],
    ['2026-11-22T11:05:42.123456Z', '2026-11-22T11:05:42.123Z'],
    ['2026-11-22 11:05:42 UTC', '2026-11-22T11:05:42.000Z'],
    ['2026-11-22T12:05+01:00', '2026-11-22T11:05:00.000Z'],
    ['2026-11-21T22:05:00-0500', '2026-11-22T03:05:00.000Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
    // The clock of the sender is a little ahead.
    ['2026-11-22T12:03:00Z', now.toISOString()],
  ])('has its own time: %s', (time, instant) => {
    const read = conversion({ time })
    expect(read.ok && new Date(read.order.time).toISOString()).toBe(instant)
  })

  test.each([
    '22.11.2026',
    '11/22/2026',
    'yesterday',
    '2026-02-31',
    '2026-13-01',
    '1795000000',
    '1999-12-31',
    '2026-11-22 12:06',
    '2026-11-22T25:00:00Z',
    '',
  ])('cannot be of %j', (time) => {
    const read = conversion({ time })
    expect(read).toMatchObject({ ok: false, findings: [{ column: 'time' }] })
  })

  test('keeps its parameters, and of an email only the hash unless the advertiser keeps emails', () => {
    const values = { cnv_sub_1: 's', cnv_amount: '1,50', cnv_email: 'Rosa@Example.com' }
    const kept = conversion(values, true)
    expect(kept.ok && kept.order.parameters).toEqual([
      ['gk_click_id', uuid],
      ['cnv_amount', '1,50'],
      ['cnv_email', 'Rosa@Example.com'],
      ['cnv_sub_1', 's'],
    ])
    const hashed = conversion(values)
    expect(hashed.ok && hashed.order.parameters.find(([name]) => name === 'cnv_email')?.[1]).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(hashed)).not.toMatch(/rosa/i)
  })

  test('is the same postback whenever it is imported, and another one for another advertiser or a second line', () => {
    const read = conversion({ cnv_conversion_id: 'order-1' })
    if (!read.ok) throw new Error('It is no order')
    const ids = [
      postbackIdOf(1, read.order, 1),
      postbackIdOf(1, read.order, 2),
      postbackIdOf(2, read.order, 1),
      postbackIdOf(1, { ...read.order, time: read.order.time + 1 }, 1),
    ]
    expect(new Set(ids).size).toBe(4)
    expect(postbackIdOf(1, read.order, 1)).toBe(ids[0])
    // Time first, as all keys of the log.
    expect(Number.parseInt(ids[0]!.replaceAll('-', '').slice(0, 12), 16)).toBe(read.order.time)
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

test('a file of too many lines is refused at the first one', async () => {
  let sent = 1
  async function* records(): AsyncGenerator<CsvRecord> {
    yield { line: sent, values: ['conversion_id', 'status'] }
    for (; sent <= 200_000; sent++) yield { line: sent, values: [uuid, 'success'] }
  }
  let kept = 0
  const scope = { kind: 'status_import', advertiser: undefined } as const
  const read = readLines(records(), scope, now, async (lines) => void (kept += lines.length))
  await expect(read).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('100,000 lines') })
  expect([kept, sent]).toEqual([100_000, 100_001])
})

describe('the report', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1'])('has %j as a text', (about) => {
    const line = {
      line: 2,
      outcome: null,
      done: false,
      about,
      conversionId: null,
      postbackId: null,
      fromReason: null,
      reason: null,
      findings: [],
    }
    const cell = reportLines([line]).split(',')[2]
    expect(cell?.replaceAll('"', '')).toBe(`'${about}`)
  })

  test('begins with the mark of UTF-8 and the names of its columns', () => {
    expect(reportHead()).toBe('\uFEFFline,outcome,what,conversion_id,postback_id,column,why,remedy\r\n')
  })
})
