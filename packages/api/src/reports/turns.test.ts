import { expect, test } from 'vitest'
import { createTurns } from './turns.js'

/** Work that ends when it is told to. */
function open() {
  let end = () => undefined as void
  const done = new Promise<void>((resolve) => (end = resolve))
  return { done, end: () => end() }
}

test('two work, one waits, the next is sent away; who leaves the line makes room', async () => {
  const turns = createTurns(2, 1, 'Too many')
  const [first, second] = [open(), open()]
  const begun: number[] = []
  const take = (number: number, work: Promise<void>, signal?: AbortSignal) =>
    turns.take(signal, async () => {
      begun.push(number)
      await work
    })
  const running = [take(1, first.done), take(2, second.done)]
  const gone = new AbortController()
  const waiting = take(3, Promise.resolve(), gone.signal)
  await expect(take(4, Promise.resolve())).rejects.toMatchObject({ code: 'too_many_requests', message: 'Too many' })
  gone.abort(new Error('Gone'))
  await expect(waiting).rejects.toThrow('Gone')
  const next = take(5, Promise.resolve())
  expect(begun).toEqual([1, 2])
  first.end()
  await next
  expect(begun).toEqual([1, 2, 5])
  second.end()
  await Promise.all(running)
  await Promise.all([take(6, Promise.resolve()), take(7, Promise.resolve())])
})
