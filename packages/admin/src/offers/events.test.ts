import { NO_EVENT_RULES } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { type EventDraft, isPlain, moved, newEvent, withOneMore, without, withRestored } from './events'

const event = (id: number, name = `E${id}`): EventDraft => ({ ...newEvent(), id, name })
const names = (events: EventDraft[]) => events.map(({ name }) => name)
const three = [event(1), event(2), event(3)]

describe('events', () => {
  test('a plain offer is one event without name and ID', () => {
    expect(isPlain([newEvent()])).toBe(true)
    expect(isPlain([event(1)])).toBe(false)
    expect(isPlain([{ ...newEvent(), eventId: 'lead' }])).toBe(false)
    expect(isPlain([newEvent(), newEvent()])).toBe(false)
  })

  test('one more is paid in the same way, and is new', () => {
    const [, added] = withOneMore([{ ...event(1), eventId: 'x', payoutType: 'percent', payout: '7' }])
    expect(added).toEqual({ name: '', eventId: null, payoutType: 'percent', payout: '0', ...NO_EVENT_RULES })
  })

  test.each([
    { index: 1, by: -1, want: ['E2', 'E1', 'E3'] },
    { index: 1, by: 1, want: ['E1', 'E3', 'E2'] },
    { index: 0, by: -1, want: ['E1', 'E2', 'E3'] },
    { index: 2, by: 1, want: ['E1', 'E2', 'E3'] },
  ] as const)('moves $index by $by', ({ index, by, want }) => {
    expect(names(moved(three, index, by))).toEqual(want)
  })

  test('removes one, never the last', () => {
    expect(names(without(three, 1))).toEqual(['E1', 'E3'])
    expect(names(without([event(1)], 0))).toEqual(['E1'])
  })
})

describe('withRestored', () => {
  test('puts a removed event back to its place, keeps changes and new ones', () => {
    const edited = [{ ...event(1), name: 'Changed' }, event(3), { ...newEvent(), name: 'New' }]
    const { events, restored } = withRestored(edited, three)
    expect(names(events)).toEqual(['Changed', 'E2', 'E3', 'New'])
    expect(restored).toEqual([1])
  })

  test('several, from the ends', () => {
    const { events, restored } = withRestored([event(2)], three)
    expect(names(events)).toEqual(['E1', 'E2', 'E3'])
    expect(restored).toEqual([0, 2])
  })

  test('nothing removed, nothing restored', () => {
    expect(withRestored(three, three)).toEqual({ events: three, restored: [] })
  })
})
