import { expect, it, vi } from 'vitest'
import { createPrimaryBoard } from './primary-board.js'
import { createLocalBoard, type BoardEntry } from './status-board.js'
import { createWorkerBoard } from './worker-board.js'

it('of a single process shows its own last word', () => {
  let time = 5
  const board = createLocalBoard<{ queued: number }>(() => time)
  expect(board.all()).toEqual([])
  board.publish({ queued: 1 })
  time = 6
  board.publish({ queued: 2 })
  expect(board.all()).toEqual([{ slot: 0, pid: process.pid, at: 6, status: { queued: 2 } }])
})

const ALL = ['0a', '1a', '2a']

it('of several processes shows all to each, by slot, and none that has ended', async () => {
  const primary = createPrimaryBoard<string>((entries) => boards.forEach((board) => board.hear(entries)), 1)
  const boards = [0, 1, 2].map((slot) =>
    createWorkerBoard<string>(
      slot,
      (entry) => primary.put(entry),
      () => 9,
    ),
  )
  const words = (board: { all(): readonly BoardEntry<string>[] }) =>
    board.all().map(({ slot, status }) => slot + status)
  for (const slot of [2, 0, 1]) boards[slot]!.publish('a')
  // Its own word is known at once, whatever the others have heard.
  expect(words(boards[1]!)).toEqual(['1a'])
  await vi.waitFor(() => expect(boards.map(words)).toEqual([ALL, ALL, ALL]))
  boards[1]!.publish('b')
  expect(words(boards[1]!)).toEqual(['0a', '1b', '2a'])
  primary.remove(2)
  await vi.waitFor(() => expect(words(boards[0]!)).toEqual(['0a', '1b']))
  expect(words(primary)).toEqual(['0a', '1b'])
  expect(primary.all()[0]).toEqual({ slot: 0, pid: process.pid, at: 9, status: 'a' })
  primary.close()
})
