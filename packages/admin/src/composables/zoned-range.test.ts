import { describe, expect, test } from 'vitest'
import { rangeOfDays, spanOf } from './zoned-range'

const NOON = new Date('2026-11-27T12:00:00Z')
const at = (range: string, zone = 'UTC', now = NOON) => spanOf(range, zone, now)
const midnights = (from: string, to: string) => ({ from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` })

describe('a range of the URL', () => {
  test.each([
    ['today', '2026-11-27', '2026-11-28'],
    ['yesterday', '2026-11-26', '2026-11-27'],
    ['last7', '2026-11-21', '2026-11-28'],
    ['last30', '2026-10-29', '2026-11-28'],
    ['last90', '2026-08-30', '2026-11-28'],
    ['thisMonth', '2026-11-01', '2026-12-01'],
    ['lastMonth', '2026-10-01', '2026-11-01'],
    ['2026-02-27..2026-03-01', '2026-02-27', '2026-03-02'],
    ['2026-11-27..2026-11-27', '2026-11-27', '2026-11-28'],
  ])('%s is whole days', (range, from, to) => {
    expect(at(range)).toEqual(midnights(from, to))
  })

  test('two instants are taken as they are', () => {
    const span = { from: '2026-11-01T10:30:00.000Z', to: '2026-11-01T11:30:00.000Z' }
    expect(at('2026-11-01T10:30:00Z..2026-11-01T11:30:00.000Z', 'Asia/Kathmandu')).toEqual(span)
  })

  test.each([
    '',
    'last8',
    'constructor',
    '2026-11-28..2026-11-27',
    '2026-02-30..2026-03-01',
    '2026-13-01..2026-13-02',
    '2026-11-01T11:00Z..2026-11-01T10:00Z',
    '2026-11-01T99:00Z..2026-11-02T10:00Z',
  ])('%j means nothing', (range) => {
    expect(at(range)).toBeUndefined()
  })

  test('the day is the reader’s', () => {
    expect(at('today', 'Asia/Kathmandu')).toEqual({ from: '2026-11-26T18:15:00.000Z', to: '2026-11-27T18:15:00.000Z' })
    const late = new Date('2026-11-28T01:00:00Z')
    expect(at('today', 'America/New_York', late)?.from).toBe('2026-11-27T05:00:00.000Z')
  })

  test.each([
    ['a day of 25 hours', 'America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['a day of 23 hours', 'America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['half an hour', 'Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00.000Z', '2026-10-04T13:00:00.000Z'],
    ['a skipped midnight', 'America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'],
    ['a midnight twice', 'America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ])('change of clocks: %s', (_what, zone, day, from, to) => {
    expect(at(rangeOfDays(day, day), zone)).toEqual({ from, to })
  })
})
