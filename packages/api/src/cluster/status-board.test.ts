import { expect, it } from 'vitest'
import { createLocalBoard } from './status-board.js'

it('of a single process shows its own last word', () => {
  let time = 5
  const board = createLocalBoard<{ queued: number }>(() => time)
  expect(board.all()).toEqual([])
  board.publish({ queued: 1 })
  time = 6
  board.publish({ queued: 2 })
  expect(board.all()).toEqual([{ slot: 0, pid: process.pid, at: 6, status: { queued: 2 } }])
})
