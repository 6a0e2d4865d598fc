import type { ClickStory } from '@gokart/shared'
import { expect, it } from 'vitest'
import { timelineOf } from './timeline'

const T = (second: number) => new Date(Date.UTC(2026, 10, 1, 12, 0, second)).toISOString()

it('is in the order of time, the cause before what it caused', () => {
  const story = {
    postbacks: [
      { id: 'p1', receivedAt: T(1) },
      { id: 'p2', receivedAt: T(5) },
    ],
    conversions: [
      { id: 'c1', convertedAt: T(1), changes: [{ at: T(5), to: 'rejected' }] },
      { id: 'c2', convertedAt: T(0), changes: [] },
    ],
    batches: [{ kind: 'bulk_change', batchId: 7, line: 1, at: T(5) }],
  } as unknown as ClickStory
  expect(timelineOf(story).map(({ kind, at }) => [kind, at])).toEqual([
    ['conversion', T(0)],
    ['postback', T(1)],
    ['conversion', T(1)],
    ['postback', T(5)],
    ['change', T(5)],
    ['batch', T(5)],
  ])
})
