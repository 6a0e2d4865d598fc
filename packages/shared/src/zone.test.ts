import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  clockPieces,
  periodLabel,
  periodsOf,
  startOfPeriod,
  wholeDays,
  zoneOffset,
  zoneSegments,
  type Grain,
} from './index.js'

const at = (text: string) => Date.parse(text)
const iso = (moments: readonly number[]) =>
  moments.map((moment) => new Date(moment).toISOString().replace(':00.000Z', 'Z'))
const HOUR = 3_600_000

const ZONES = [
  'UTC',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Europe/Berlin',
  'Asia/Tehran',
]

describe('offsets', () => {
  it('are those of the zone at the moment', () => {
    expect(zoneOffset('Asia/Kathmandu', at('2026-01-01T00:00:00Z'))).toBe(5.75 * HOUR)
    expect(zoneOffset('America/New_York', at('2026-03-08T06:59:59.999Z'))).toBe(-5 * HOUR)
    expect(zoneOffset('America/New_York', at('2026-03-08T07:00:00.000Z'))).toBe(-4 * HOUR)
  })

  it('change where they change', () => {
    const segments = zoneSegments('Australia/Lord_Howe', at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'))
    expect(segments.map(({ offset }) => offset / HOUR)).toEqual([11, 10.5, 11])
    expect(iso(segments.map(({ start }) => start)).slice(1)).toEqual(['2026-04-04T15:00Z', '2026-10-03T15:30Z'])
  })
})

describe('hours', () => {
  it('one is not there when the clocks go forward in New York, one is there twice when they go back', () => {
    const hours = (from: string, to: string) =>
      periodsOf('America/New_York', 'hour', at(from), at(to)).map((start) =>
        periodLabel('America/New_York', 'hour', start),
      )
    expect(hours('2026-03-08T06:00:00Z', '2026-03-08T08:00:00Z')).toEqual([
      '2026-03-08 01:00 UTC-05:00',
      '2026-03-08 03:00 UTC-04:00',
    ])
    expect(hours('2026-11-01T05:00:00Z', '2026-11-01T07:00:00Z')).toEqual([
      '2026-11-01 01:00 UTC-04:00',
      '2026-11-01 01:00 UTC-05:00',
    ])
  })

  it('of Lord Howe, whose clocks go back by half an hour', () => {
    // 02:00 becomes 01:30: the hour of 01:30 to 02:00 is there again, as a period of its own.
    expect(
      iso(periodsOf('Australia/Lord_Howe', 'hour', at('2026-04-04T14:00:00Z'), at('2026-04-04T17:00:00Z'))),
    ).toEqual(['2026-04-04T14:00Z', '2026-04-04T15:00Z', '2026-04-04T15:30Z', '2026-04-04T16:30Z'])
    // 02:00 becomes 02:30: what is left of the hour.
    expect(
      iso(periodsOf('Australia/Lord_Howe', 'hour', at('2026-10-03T14:30:00Z'), at('2026-10-03T17:00:00Z'))),
    ).toEqual(['2026-10-03T14:30Z', '2026-10-03T15:30Z', '2026-10-03T16:00Z'])
  })

  it('of Kathmandu begin at a quarter past', () => {
    expect(iso([startOfPeriod('Asia/Kathmandu', 'hour', at('2026-05-05T10:10:00Z'))])).toEqual(['2026-05-05T09:15Z'])
  })
})

describe('days', () => {
  it('have 23 and 25 hours in New York', () => {
    const days = (from: string) => periodsOf('America/New_York', 'day', at(from), at(from) + 60 * HOUR)
    expect(iso(days('2026-03-07T05:00:00Z'))).toEqual(['2026-03-07T05:00Z', '2026-03-08T05:00Z', '2026-03-09T04:00Z'])
    expect(iso(days('2026-10-31T04:00:00Z'))).toEqual(['2026-10-31T04:00Z', '2026-11-01T04:00Z', '2026-11-02T05:00Z'])
  })

  it('begin at one o’clock in Sao Paulo where the clocks skipped midnight', () => {
    // 2018-11-04 00:00 became 01:00.
    const start = startOfPeriod('America/Sao_Paulo', 'day', at('2018-11-04T12:00:00Z'))
    expect(iso([start])).toEqual(['2018-11-04T03:00Z'])
    expect(periodLabel('America/Sao_Paulo', 'day', start)).toBe('2018-11-04')
    expect(startOfPeriod('America/Sao_Paulo', 'day', start - 1)).toBe(at('2018-11-03T03:00:00Z'))
    expect(periodLabel('America/Sao_Paulo', 'hour', start)).toBe('2018-11-04 01:00 UTC-02:00')
  })

  it('end after the hour before midnight was there twice in Sao Paulo', () => {
    // 2018-02-18 00:00 became 23:00 of the 17th.
    const start = startOfPeriod('America/Sao_Paulo', 'day', at('2018-02-18T12:00:00Z'))
    expect(iso([start])).toEqual(['2018-02-18T03:00Z'])
    expect(iso([startOfPeriod('America/Sao_Paulo', 'day', start - 1)])).toEqual(['2018-02-17T02:00Z'])
  })

  it('once begun go on where the clocks went back over midnight in St John’s', () => {
    // 2006-10-29 00:01 became 23:01 of the 28th.
    const days = periodsOf('America/St_Johns', 'day', at('2006-10-28T12:00:00Z'), at('2006-10-30T12:00:00Z'))
    expect(iso(days)).toEqual(['2006-10-28T02:30Z', '2006-10-29T02:30Z', '2006-10-30T03:30Z'])
    expect(startOfPeriod('America/St_Johns', 'day', at('2006-10-29T02:45:00Z'))).toBe(days[1])
  })

  it('that were skipped are not there: Samoa had no 30 December 2011', () => {
    const days = periodsOf('Pacific/Apia', 'day', at('2011-12-29T12:00:00Z'), at('2011-12-31T12:00:00Z'))
    expect(days.map((start) => periodLabel('Pacific/Apia', 'day', start))).toEqual([
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
    ])
  })

  it('are counted, and moved by', () => {
    const zone = 'America/New_York'
    const [from, to] = [at('2026-03-01T05:00:00Z'), at('2026-03-15T04:00:00Z')]
    expect(wholeDays(zone, from, to)).toBe(14)
    expect(wholeDays(zone, from, to + 1)).toBeUndefined()
    expect(iso([addDays(zone, to, -14), addDays(zone, at('2026-03-07T15:30:00Z'), 1)])).toEqual([
      '2026-03-01T05:00Z',
      '2026-03-08T14:30Z',
    ])
  })
})

describe('weeks and months', () => {
  it('weeks begin on Monday', () => {
    const week = startOfPeriod('Europe/Berlin', 'week', at('2026-11-29T22:59:59Z'))
    expect(iso([week])).toEqual(['2026-11-22T23:00Z'])
    expect(startOfPeriod('Europe/Berlin', 'week', at('2026-11-29T23:00:00Z'))).toBe(at('2026-11-29T23:00:00Z'))
  })

  it('months are the reader’s', () => {
    expect(iso(periodsOf('Asia/Kathmandu', 'month', at('2025-12-31T18:14:00Z'), at('2026-02-01T00:00:00Z')))).toEqual([
      '2025-11-30T18:15Z',
      '2025-12-31T18:15Z',
      '2026-01-31T18:15Z',
    ])
    expect(periodLabel('Asia/Kathmandu', 'month', at('2025-12-31T18:15:00Z'))).toBe('2026-01')
  })
})

const grains: Grain[] = ['hour', 'day', 'week', 'month']
const moment = fc
  .integer({ min: at('2004-01-01T00:00:00Z') / 1000, max: at('2027-01-01T00:00:00Z') / 1000 })
  .map((s) => s * 1000)

describe('any period', () => {
  it('holds its moment, begins with itself, and is of the list of every span that it is in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...grains),
        moment,
        fc.nat(40 * 24),
        (zone, grain, begin, hours) => {
          const end = begin + hours * HOUR + 1
          const periods = periodsOf(zone, grain, begin, end)
          expect(periods).toEqual([...new Set(periods)].toSorted((a, b) => a - b))
          expect(periods[0]).toBe(startOfPeriod(zone, grain, begin))
          expect(periods.at(-1)).toBe(startOfPeriod(zone, grain, end - 1))
          for (const start of periods) expect(startOfPeriod(zone, grain, start)).toBe(start)
          for (const start of periods.slice(1)) {
            expect(periods[periods.indexOf(start) - 1]).toBe(startOfPeriod(zone, grain, start - 1))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('pieces never let the local day go back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), moment, (zone, begin) => {
        const pieces = clockPieces(zoneSegments(zone, begin, begin + 400 * 24 * HOUR))
        const local = pieces.map(({ start, offset, atLeast }) => Math.max(start + offset, atLeast ?? -Infinity))
        for (const [index, time] of local.slice(1).entries()) {
          const before = pieces[index]!
          const last = Math.max(pieces[index + 1]!.start - 1 + before.offset, before.atLeast ?? -Infinity)
          expect(time).toBeGreaterThanOrEqual(last)
        }
      }),
    )
  })
})
