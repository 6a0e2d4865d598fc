import { NO_EVENT_RULES } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { createFormat } from '../composables/useFormat'
import { durationText, durationUnit } from './duration'
import { ruleLine, ruleWords, windowWords } from './rule-words'

const format = createFormat('en-GB', 'UTC')

describe('the rules of an event in words', () => {
  test('are none where it has none', () => {
    expect(ruleWords(NO_EVENT_RULES, 'USD', format)).toEqual([])
  })

  test('name each that it has, in the order of the form', () => {
    const rules = {
      sequenceNumber: 2,
      minTimeFromPreviousEvent: 7_200,
      deadlineDays: 30,
      pendingDays: 1,
      caps: { ...NO_EVENT_RULES.caps, daily: 1_500 },
      budgets: { ...NO_EVENT_RULES.budgets, daily: '99.50', lifetime: '10000' },
      allowRepetitions: true,
    }
    expect(ruleWords(rules, 'EUR', format)).toEqual([
      'number 2 in the order',
      'at least 2 hours after the one before',
      'within 30 days of the click',
      'pending for 1 day',
      '1,500 conversions a day',
      '€99.50 a day',
      '€10,000.00 in all',
      'repeats count',
    ])
  })

  test('stand in one line', () => {
    const rules = { ...NO_EVENT_RULES, sequenceNumber: 1, allowRepetitions: true }
    expect(ruleLine(rules, 'EUR', format)).toBe('Number 1 in the order · repeats count')
    expect(ruleLine(NO_EVENT_RULES, 'EUR', format)).toBe('')
  })

  test('say that 0 days pending are none, and pass over what is no amount yet', () => {
    const rules = { ...NO_EVENT_RULES, pendingDays: 0, budgets: { ...NO_EVENT_RULES.budgets, daily: '1,' } }
    expect(ruleWords(rules, 'EUR', format)).toEqual(['a success at once'])
  })
})

test.each([
  [null, null, 'No limit'],
  [0, null, 'No limit'],
  [90, null, 'From 90 seconds after the click on'],
  [null, 30, 'Until 30 days after the click'],
  [3_600, 1, '1 hour to 1 day after the click'],
])('a window of %s s and %s days is "%s"', (minSecondsAfterClick, maxDaysAfterClick, words) => {
  expect(windowWords({ minSecondsAfterClick, maxDaysAfterClick }, format)).toBe(words)
})

test.each([
  [null, 'seconds'],
  [0, 'seconds'],
  [59, 'seconds'],
  [120, 'minutes'],
  [5_400, 'minutes'],
  [7_200, 'hours'],
  [172_800, 'days'],
] as const)('%s seconds are told in %s', (seconds, unit) => {
  expect(durationUnit(seconds)).toBe(unit)
  if (seconds) expect(durationText(seconds)).toContain(unit)
})
