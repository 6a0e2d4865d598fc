import { describe, expect, test } from 'vitest'
import * as edit from './tracking-link'

const context: edit.LinkContext = { postbackBase: 'https://go.example', usualTrackerId: null }
const EVERFLOW = 'https://acme.everflow.io/ABC/DEF/'
const empty = () => edit.startLink('', null, null)
const pasted = (link: string, state = empty(), at = context) =>
  edit.settleLink(edit.editLink(state, link, link.length, true), at)
/** Types `text` at `at`, one edit, without a pause. */
function typed(state: edit.TrackingLink, text: string, at: number, cut = 0): edit.TrackingLink {
  const link = state.link.slice(0, at) + text + state.link.slice(at + cut)
  return edit.editLink(state, link, at + text.length)
}
const inserted = ({ link, insertion }: edit.TrackingLink) => insertion && link.slice(insertion.start, insertion.end)

describe('paste', () => {
  test('names the tracker and adds its parameter', () => {
    const state = pasted(EVERFLOW)
    expect(state.trackerId).toBe('everflow')
    expect(state.named).toBe('host')
    expect(state.link).toBe(`${EVERFLOW}?sub1={gk_click_id}`)
    expect(inserted(state)).toBe('?sub1={gk_click_id}')
    expect(edit.withoutInsertion(state)).toBe(EVERFLOW)
  })

  test('a link that has the click ID stays as it is', () => {
    const link = `${EVERFLOW}?sub1={gk_click_id}`
    expect(pasted(link)).toMatchObject({ link, insertion: null, trackerId: 'everflow', warnings: [] })
  })

  test('over another link starts anew, also after undo', () => {
    const undone = edit.undoInsertion(pasted(EVERFLOW))
    const state = pasted('https://acme.everflow.io/XYZ/?sub2=a', undone)
    expect(state.link).toBe('https://acme.everflow.io/XYZ/?sub2=a&sub1={gk_click_id}')
  })

  test('an unknown link is left alone and says so', () => {
    const state = pasted('https://adv.example/track')
    expect(state).toMatchObject({ link: 'https://adv.example/track', trackerId: null, insertion: null })
    expect(state.warnings.map(({ code }) => code)).toEqual(['tracker_not_recognised'])
  })

  test('a link that says nothing is taken for the advertiser’s usual tracker; a known host or form is not', () => {
    const usual = { ...context, usualTrackerId: 'tune' }
    expect(pasted('https://adv.example/track', empty(), usual)).toMatchObject({ trackerId: 'tune', named: 'usual' })
    expect(pasted(EVERFLOW, empty(), usual)).toMatchObject({ trackerId: 'everflow', named: 'host' })
    expect(pasted('https://adv.example/?a=1&c=2&s1=', empty(), usual)).toMatchObject({
      trackerId: 'cake',
      named: 'pattern',
    })
  })

  test('blanks around the link go', () => {
    expect(pasted(`  ${EVERFLOW} `).link).toBe(`${EVERFLOW}?sub1={gk_click_id}`)
  })
})

describe('undo', () => {
  test('gives the link back byte for byte, and settling does not add again', () => {
    const undone = edit.undoInsertion(pasted(EVERFLOW))
    expect(undone.link).toBe(EVERFLOW)
    expect(edit.settleLink(undone, context).link).toBe(EVERFLOW)
    const further = edit.settleLink(typed(undone, '?a=1', EVERFLOW.length), context)
    expect(further).toMatchObject({ link: `${EVERFLOW}?a=1`, insertion: null, trackerId: 'everflow' })
  })

  test('adds again when asked to, and when the user chooses the tracker', () => {
    const undone = edit.undoInsertion(pasted(EVERFLOW))
    const again = { link: `${EVERFLOW}?sub1={gk_click_id}`, declined: false }
    expect(edit.addAgain(undone, context)).toMatchObject({ ...again, named: 'host' })
    expect(edit.chooseTracker(undone, 'everflow', context)).toMatchObject({ ...again, named: 'user' })
  })

  test('puts a replaced placeholder back', () => {
    const link = `${EVERFLOW}?sub1={sub1}`
    const fixed = edit.takeFix(pasted(link), 'placeholder')
    expect(fixed.link).toBe(`${EVERFLOW}?sub1={gk_click_id}`)
    expect(inserted(fixed)).toBe('{gk_click_id}')
    expect(edit.undoInsertion(fixed).link).toBe(link)
  })
})

describe('typing', () => {
  test('in front of what was added: it moves, and is made again to fit', () => {
    const state = pasted(EVERFLOW)
    const before = typed(state, '?a=1', EVERFLOW.length)
    expect(before.link).toBe(`${EVERFLOW}?a=1?sub1={gk_click_id}`)
    expect(inserted(before)).toBe('?sub1={gk_click_id}')
    expect(edit.settleLink(before, context).link).toBe(`${EVERFLOW}?a=1&sub1={gk_click_id}`)
  })

  test('a ? right in front of the added ? is the user’s', () => {
    const state = typed(pasted(EVERFLOW), '?', EVERFLOW.length)
    expect(edit.withoutInsertion(state)).toBe(`${EVERFLOW}?`)
  })

  test('an empty slot typed in front is filled', () => {
    const state = typed(pasted(EVERFLOW), '?sub1=', EVERFLOW.length)
    expect(edit.settleLink(state, context).link).toBe(`${EVERFLOW}?sub1={gk_click_id}`)
  })

  test('behind what was added changes nothing else, and undo keeps what was typed', () => {
    const state = pasted(EVERFLOW)
    const behind = edit.settleLink(typed(state, '&x=1', state.link.length), context)
    expect(behind.link).toBe(`${EVERFLOW}?sub1={gk_click_id}&x=1`)
    expect(edit.undoInsertion(behind).link).toBe(`${EVERFLOW}?x=1`)
  })

  test('inside what was added makes it the user’s own', () => {
    const state = pasted(EVERFLOW)
    const own = edit.settleLink(typed(state, '2', EVERFLOW.length + 4, 1), context)
    expect(own).toMatchObject({ link: `${EVERFLOW}?sub2={gk_click_id}`, insertion: null })
  })

  test('deleting what was added is not undone by us', () => {
    const state = pasted(EVERFLOW)
    const gone = edit.settleLink(edit.editLink(state, EVERFLOW, EVERFLOW.length), context)
    expect(gone).toMatchObject({ link: EVERFLOW, insertion: null, declined: true })
  })

  test('an emptied field forgets all but the user’s own choice', () => {
    expect(edit.editLink(pasted(EVERFLOW), '', 0)).toMatchObject({ link: '', trackerId: null, declined: false })
    const chosen = edit.chooseTracker(pasted('https://adv.example/t'), 'tune', context)
    expect(edit.editLink(chosen, '', 0)).toMatchObject({ trackerId: 'tune', named: 'user' })
  })
})

describe('choosing', () => {
  test('another tracker takes the old parameter out and puts its own in', () => {
    const state = edit.chooseTracker(pasted(EVERFLOW), 'cake', context)
    expect(state.link).toBe(`${EVERFLOW}?s2={gk_click_id}`)
    expect(state.named).toBe('user')
  })

  test('another slot, also after something was typed behind', () => {
    const state = pasted(EVERFLOW)
    const behind = typed(state, '&x=1', state.link.length)
    expect(edit.chooseParameter(behind, 'sub3', context).link).toBe(`${EVERFLOW}?x=1&sub3={gk_click_id}`)
  })

  test('a typed parameter of another tracker follows the typing', () => {
    let state = edit.chooseTracker(pasted('https://adv.example/track'), 'other', context)
    expect(state.insertion).toBeNull()
    for (const name of ['c', 'cl', 'click_id']) state = edit.chooseParameter(state, name, context)
    expect(state.link).toBe('https://adv.example/track?click_id={gk_click_id}')
    expect(edit.chooseParameter(state, null, context).link).toBe('https://adv.example/track')
  })

  test('a choice outlives typing, but not a pasted link of another tracker’s host', () => {
    const chosen = edit.chooseTracker(pasted('https://adv.example/track'), 'cake', context)
    expect(edit.settleLink(typed(chosen, 's', 25), context).trackerId).toBe('cake')
    expect(pasted('https://adv.example/other', chosen).trackerId).toBe('cake')
    expect(pasted(EVERFLOW, chosen).trackerId).toBe('everflow')
  })

  test('a stored offer is not touched by being opened', () => {
    const stored = edit.startLink(`${EVERFLOW}?sub5={gk_click_id}`, 'everflow', null)
    expect(edit.settleLink(stored, context).link).toBe(stored.link)
  })
})

describe('caret', () => {
  const before = edit.startLink(EVERFLOW, null, null)
  const after = pasted(EVERFLOW)
  test.each([
    { name: 'in front stays', caret: 10, from: before, to: after, want: 10 },
    {
      name: 'at the place of the added text stays in front of it',
      caret: EVERFLOW.length,
      from: before,
      to: after,
      want: EVERFLOW.length,
    },
    {
      name: 'behind moves back on undo',
      caret: after.link.length,
      from: after,
      to: edit.undoInsertion(after),
      want: EVERFLOW.length,
    },
    {
      name: 'inside comes to its start on undo',
      caret: EVERFLOW.length + 5,
      from: after,
      to: edit.undoInsertion(after),
      want: EVERFLOW.length,
    },
  ])('$name', ({ caret, from, to, want }) => {
    expect(edit.moveCaret(caret, from, to)).toBe(want)
  })
})
