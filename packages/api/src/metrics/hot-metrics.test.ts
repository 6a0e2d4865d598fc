import { ClickOutcome, POSTBACK_FAULTS, REASONS, TrafficClass } from '@gokart/shared'
import { describe, expect, it } from 'vitest'
import { createHistogram } from './histogram.js'
import {
  addHotCounts,
  CLICK_SERIES,
  createHotMetrics,
  LATENCY_BOUNDS_MS,
  POSTBACK_SERIES,
  type HotCounts,
} from './hot-metrics.js'

/** What was counted, by its labels, without the zeros. */
function counted(series: readonly object[], counts: readonly number[]): Record<string, number> {
  expect(counts).toHaveLength(series.length)
  const entries = series.map((labels, index) => [Object.values(labels).join(' ').trim(), counts[index]!] as const)
  return Object.fromEntries(entries.filter(([, count]) => count > 0))
}

describe('what the hot paths count', () => {
  it('is nothing in the beginning', () => {
    const { clicks, postbacks, clicksFailed, clickMs } = createHotMetrics().read()
    expect(counted(CLICK_SERIES, clicks)).toEqual({})
    expect(counted(POSTBACK_SERIES, postbacks)).toEqual({})
    expect(clicksFailed).toBe(0)
    expect(clickMs).toEqual({ counts: Array.from({ length: LATENCY_BOUNDS_MS.length + 1 }, () => 0), sum: 0 })
  })

  it('are clicks by outcome and traffic class, each under its own name', () => {
    const hot = createHotMetrics()
    const expected: Record<string, number> = {}
    let times = 0
    for (const outcome of ClickOutcome.options) {
      for (const trafficClass of TrafficClass.options) {
        expected[`${outcome} ${trafficClass}`] = ++times
        for (let n = 0; n < times; n++) hot.click(outcome, trafficClass, 1)
      }
    }
    hot.clickFailed()
    expect(counted(CLICK_SERIES, hot.read().clicks)).toEqual(expected)
    expect(hot.read().clicksFailed).toBe(1)
  })

  it('are postbacks by outcome and reason, each under its own name', () => {
    const hot = createHotMetrics()
    const expected: Record<string, number> = { accepted: 1, duplicate: 2, queued: 3 }
    hot.postback('accepted', undefined, 1)
    for (let n = 0; n < 2; n++) hot.postback('duplicate', undefined, 1)
    for (let n = 0; n < 3; n++) hot.postback('queued', undefined, 1)
    let times = 3
    for (const reason of REASONS.filter((one) => one !== 'duplicate')) {
      expected[`rejected ${reason}`] = ++times
      for (let n = 0; n < times; n++) hot.postback('rejected', reason, 1)
    }
    for (const fault of Object.keys(POSTBACK_FAULTS) as (keyof typeof POSTBACK_FAULTS)[]) {
      expected[`error ${fault}`] = ++times
      for (let n = 0; n < times; n++) hot.postback('error', fault, 1)
    }
    expect(counted(POSTBACK_SERIES, hot.read().postbacks)).toEqual(expected)
  })

  it('goes through JSON unchanged, and adds up', () => {
    const [a, b] = [createHotMetrics(), createHotMetrics()]
    a.click('sent', 'human', 3)
    a.batch(7)
    b.click('sent', 'human', 4)
    b.postback('accepted', undefined, 0.5)
    b.clickFailed()
    b.loopDelay(12)
    const sent = JSON.parse(JSON.stringify(b.read())) as HotCounts
    expect(sent).toEqual(b.read())
    const sum = addHotCounts(a.read(), sent)
    expect([a.answered(), b.answered()]).toEqual([1, 2])
    expect(counted(CLICK_SERIES, sum.clicks)).toEqual({ 'sent human': 2 })
    expect(counted(POSTBACK_SERIES, sum.postbacks)).toEqual({ accepted: 1 })
    expect(sum).toMatchObject({
      clicksFailed: 1,
      clickMs: { sum: 7 },
      postbackMs: { sum: 0.5 },
      batchSize: { sum: 7 },
      loopDelayMs: { sum: 12 },
    })
  })
})

describe('a histogram', () => {
  it.each([
    [0, [1, 0, 0]],
    [1, [1, 0, 0]],
    [1.1, [0, 1, 0]],
    [10, [0, 1, 0]],
    [10.5, [0, 0, 1]],
    [Infinity, [0, 0, 1]],
  ])('has %d in its place', (value, counts) => {
    const histogram = createHistogram([1, 10])
    histogram.observe(value)
    expect(histogram.read()).toEqual({ counts, sum: value })
  })

  it('is read as it was at that moment', () => {
    const histogram = createHistogram([1])
    histogram.observe(1)
    const before = histogram.read()
    histogram.observe(2)
    expect(before).toEqual({ counts: [1, 0], sum: 1 })
    expect(histogram.read()).toEqual({ counts: [1, 1], sum: 3 })
  })
})
