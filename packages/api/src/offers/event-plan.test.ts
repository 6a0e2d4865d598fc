import { describe, expect, test } from 'vitest'
import { NO_EVENT_RULES, type OfferEventInput } from '@gokart/shared'
import { ruleColumns } from '../db/event-rules.js'
import type { OfferEventRow } from '../db/tables.js'
import { planEvents } from './event-plan.js'

const row = (id: number, event_id: string | null, name = event_id ?? ''): OfferEventRow => ({
  id,
  offer_id: 1,
  position: 0,
  name,
  event_id,
  payout_type: 'flat',
  payout: '1.0000',
  ...ruleColumns(NO_EVENT_RULES),
  limits_version: 1,
})
const input = (event: Partial<OfferEventInput>): OfferEventInput => ({
  name: '',
  payoutType: 'flat',
  payout: '2',
  ...event,
})
const summary = (existing: OfferEventRow[], wanted: OfferEventInput[]) => {
  const { keep, add, remove, unknown } = planEvents(existing, wanted)
  return {
    keep: keep.map(({ id, values }) => [id, values.event_id]),
    add: add.map((values) => values.event_id),
    remove,
    unknown,
  }
}

describe('planEvents', () => {
  test.each([
    {
      case: 'the only, unnamed event is changed without its ID',
      existing: [row(1, null)],
      wanted: [input({})],
      plan: { keep: [[1, null]], add: [], remove: [], unknown: [] },
    },
    {
      case: 'by id, also with another event ID',
      existing: [row(1, 'A'), row(2, 'B')],
      wanted: [input({ id: 2, name: 'A' }), input({ id: 1, name: 'B' })],
      plan: {
        keep: [
          [2, 'A'],
          [1, 'B'],
        ],
        add: [],
        remove: [],
        unknown: [],
      },
    },
    {
      case: 'by event ID where no id is given; the rest goes',
      existing: [row(1, 'A'), row(2, 'B')],
      wanted: [input({ name: 'Second', eventId: 'B' }), input({ name: 'C' })],
      plan: { keep: [[2, 'B']], add: ['C'], remove: [1], unknown: [] },
    },
    {
      case: 'an id before the same event ID: the other one is new',
      existing: [row(1, 'A')],
      wanted: [input({ name: 'A' }), input({ id: 1, name: 'B' })],
      plan: { keep: [[1, 'B']], add: ['A'], remove: [], unknown: [] },
    },
    {
      case: 'a single event that becomes one of several takes its name as event ID',
      existing: [row(1, null, 'SignUp')],
      wanted: [input({ id: 1, name: 'SignUp' }), input({ name: 'FirstTrade' })],
      plan: { keep: [[1, 'SignUp']], add: ['FirstTrade'], remove: [], unknown: [] },
    },
    {
      case: 'an id of another offer, and one that stands twice',
      existing: [row(1, 'A')],
      wanted: [input({ id: 1, name: 'A' }), input({ id: 1, name: 'B' }), input({ id: 9, name: 'C' })],
      plan: { keep: [[1, 'A']], add: ['B', 'C'], remove: [], unknown: [1, 2] },
    },
  ])('$case', ({ existing, wanted, plan }) => {
    expect(summary(existing, wanted)).toEqual(plan)
  })

  test('keeps the order of the input as position', () => {
    const { keep, add } = planEvents([row(1, 'A')], [input({ name: 'B' }), input({ id: 1, name: 'A' })])
    expect(add[0]?.position).toBe(0)
    expect(keep[0]?.values.position).toBe(1)
  })
})
