import { expect, test } from 'vitest'
import { editBetween } from './text-edit'

test.each([
  { name: 'nothing', before: 'abc', after: 'abc', want: { start: 3, end: 3, inserted: 0 } },
  { name: 'typed at the end', before: 'ab', after: 'abc', caret: 3, want: { start: 2, end: 2, inserted: 1 } },
  {
    name: 'the same letter before another',
    before: 'a?b',
    after: 'a??b',
    caret: 2,
    want: { start: 1, end: 1, inserted: 1 },
  },
  { name: 'the same, caret unknown', before: 'a?b', after: 'a??b', want: { start: 2, end: 2, inserted: 1 } },
  { name: 'deleted to the left', before: 'abc', after: 'ac', caret: 1, want: { start: 1, end: 2, inserted: 0 } },
  { name: 'replaced', before: 'a1c', after: 'a22c', caret: 3, want: { start: 1, end: 2, inserted: 2 } },
  {
    name: 'a caret that tells nothing',
    before: 'abc',
    after: 'xbc',
    caret: 0,
    want: { start: 0, end: 1, inserted: 1 },
  },
])('$name', ({ before, after, caret, want }) => {
  expect(editBetween(before, after, caret)).toEqual(want)
})
