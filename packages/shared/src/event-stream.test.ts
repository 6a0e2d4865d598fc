import { expect, it } from 'vitest'
import { readEvents } from './event-stream.js'

function body(pieces: readonly string[], closed = true) {
  let cancelled = false
  const bytes = pieces.map((piece) => new TextEncoder().encode(piece))
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = bytes.shift()
      if (next) controller.enqueue(next)
      else if (closed) controller.close()
    },
    cancel() {
      cancelled = true
    },
  })
  return { stream, wasCancelled: () => cancelled }
}

async function all(pieces: readonly string[]) {
  const messages: unknown[] = []
  for await (const message of readEvents(body(pieces).stream)) messages.push(message)
  return messages
}

it('reads messages, however the bytes are cut', async () => {
  const text = 'retry: 2000\n\n: comment\n\nid: 1\ndata: {"a":"ä€"}\n\ndata: {"a":\r\ndata: 2}\r\n\r\ndata: {"half"'
  const bytes = Array.from(text)
  expect(await all([text])).toEqual([{ a: 'ä€' }, { a: 2 }])
  expect(await all(bytes)).toEqual([{ a: 'ä€' }, { a: 2 }])
})

it('closes the connection when the reader has enough, also while it waits', async () => {
  const { stream, wasCancelled } = body(['data: 1\n\n'], false)
  const messages = readEvents(stream)
  expect(await messages.next()).toEqual({ done: false, value: 1 })
  const waiting = messages.next()
  await messages.return?.()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(wasCancelled()).toBe(true)
})
