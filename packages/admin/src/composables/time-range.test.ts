import { describe, expect, it } from 'vitest'
import { daysRange, PRESETS, presetRange, rangeDays } from './time-range'

const local = (year: number, month: number, day: number) => new Date(year, month - 1, day).toISOString()
const now = new Date(2026, 10, 27, 15, 30)

describe('a range of time', () => {
  it.each([
    ['Today', local(2026, 11, 27), undefined],
    ['Yesterday', local(2026, 11, 26), local(2026, 11, 27)],
    ['Last 7 days', local(2026, 11, 21), undefined],
    ['Last 30 days', local(2026, 10, 29), undefined],
  ])('%s begins and ends with days of the reader', (label, from, to) => {
    const preset = PRESETS.find((one) => one.label === label)!
    expect(presetRange(preset, now)).toEqual({ from, to })
  })

  it('has both days of its fields, and reads back as them', () => {
    const range = daysRange('2026-11-03', '2026-11-05')
    expect(range).toEqual({ from: local(2026, 11, 3), to: local(2026, 11, 6) })
    expect(rangeDays(range)).toEqual({ first: '2026-11-03', last: '2026-11-05' })
  })

  it('is open where a field is empty or half written', () => {
    expect(daysRange('', '')).toEqual({ from: undefined, to: undefined })
    expect(daysRange('0026-11-03', '2026-11')).toEqual({ from: undefined, to: undefined })
    expect(rangeDays({ from: undefined, to: undefined })).toEqual({ first: '', last: '' })
  })
})
