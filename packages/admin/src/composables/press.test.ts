import { afterEach, expect, it, vi } from 'vitest'
import { afterPress } from './press'

afterEach(() => {
  dispatchEvent(new Event('mouseup'))
})

it('runs at once while nothing is pressed', () => {
  const run = vi.fn<() => void>()
  afterPress(run)
  expect(run).toHaveBeenCalledOnce()
})

it('waits for the click of a press', async () => {
  const order: string[] = []
  dispatchEvent(new Event('mousedown'))
  afterPress(() => order.push('run'))
  dispatchEvent(new Event('mouseup'))
  order.push('click')
  await vi.waitFor(() => expect(order).toEqual(['click', 'run']))
})
