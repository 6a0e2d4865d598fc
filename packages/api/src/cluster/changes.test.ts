import { beforeEach, expect, it } from 'vitest'
import { createChanges, type Changes } from './changes.js'

let listening: number[]
let asked: [slot: number, id: number][]
let answered: [author: number, id: number][]
let changes: Changes
beforeEach(() => {
  listening = [0, 1, 2]
  asked = []
  answered = []
  changes = createChanges({
    listening: () => listening,
    ask: (slot, id) => asked.push([slot, id]),
    answer: (author, id) => answered.push([author, id]),
  })
})

it('answers the author when all others have looked', () => {
  changes.announce(1, 77)
  expect(asked.map(([slot]) => slot)).toEqual([0, 2])
  const [[, id]] = asked as [[number, number]]
  changes.looked(0, id)
  expect(answered).toEqual([])
  changes.looked(2, id)
  expect(answered).toEqual([[1, 77]])
})

it('answers at once where there are no others', () => {
  listening = [1]
  changes.announce(1, 77)
  expect(answered).toEqual([[1, 77]])
})

it('waits for nobody who has ended, and tells nothing to an author who has', () => {
  changes.announce(1, 77)
  changes.announce(2, 5)
  changes.gone(2)
  expect(answered).toEqual([])
  changes.looked(0, asked[0]![1])
  expect(answered).toEqual([[1, 77]])
  changes.looked(0, asked[2]![1])
  changes.looked(1, asked[3]![1])
  expect(answered).toEqual([[1, 77]])
})

it('keeps changes apart, whose authors number them alike', () => {
  changes.announce(0, 1)
  changes.announce(1, 1)
  const [, second] = asked.filter(([slot]) => slot === 2)
  changes.looked(2, second![1])
  changes.looked(0, second![1])
  expect(answered).toEqual([[1, 1]])
})
