import { describe, expect, test } from 'vitest'
import { slotChoice } from './slots'
import { chooseParameter, chooseTracker, startLink, type TrackingLink } from './tracking-link'

const context = { postbackBase: 'https://go.example', usualTrackerId: null }
const of = (trackerId: string, link = 'https://adv.example/t'): TrackingLink =>
  chooseTracker(startLink(link, null, null), trackerId, context)

describe('slotChoice', () => {
  test('the parameters of the tracker, its own first', () => {
    expect(slotChoice(of('everflow'))).toMatchObject({ kind: 'list', current: 'sub1' })
    const choice = slotChoice(of('everflow'))
    expect(choice?.kind === 'list' && choice.names.slice(0, 2)).toEqual(['sub1', 'sub2'])
  })

  test('the chosen one is the current one', () => {
    expect(slotChoice(chooseParameter(of('everflow'), 'sub3', context))).toMatchObject({ current: 'sub3' })
  })

  test.each([
    { name: 'another tracker: typed', trackerId: 'other', want: { kind: 'typed', current: '', usual: 'click_id' } },
    {
      name: 'names that people configure: typed',
      trackerId: 'voluum',
      want: { kind: 'typed', current: '', usual: 'externalid' },
    },
    { name: 'parameter not known: typed', trackerId: 'kuala', want: { kind: 'typed', current: '', usual: 'click_id' } },
    { name: 'a place in the path: nothing to choose', trackerId: 'adgaterewards', want: null },
    { name: 'only one: nothing to choose', trackerId: 'partnerize', want: null },
  ])('$name', ({ trackerId, want }) => {
    expect(slotChoice(of(trackerId))).toEqual(want)
  })

  test('no tracker, no choice', () => {
    expect(slotChoice(startLink('https://adv.example/t', null, null))).toBeNull()
  })

  test('a click ID that the user wrote stays where it is; another tracker is asked all the same', () => {
    const link = 'https://adv.example/t?sub4={gk_click_id}'
    expect(slotChoice(startLink(link, 'everflow', null))).toBeNull()
    expect(slotChoice(startLink(link, 'other', 'sub4'))).toMatchObject({ kind: 'typed', current: 'sub4' })
  })
})
