/** Media type of server-sent events. */
export const EVENT_STREAM = 'text/event-stream'

/**
 * The messages of a body of server-sent events, each a JSON text. Ends where the body ends; leaving the loop closes it, also
 * while nothing comes.
 */
export function readEvents(body: ReadableStream<Uint8Array>): AsyncIterableIterator<unknown> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const ready: unknown[] = []
  let rest = ''

  function take(text: string): void {
    const blocks = (rest + text).replaceAll('\r\n', '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = dataOf(block)
      if (data !== '') ready.push(JSON.parse(data))
    }
  }

  return {
    async next() {
      while (ready.length === 0) {
        const { done, value } = await reader.read()
        if (done) return { done, value: undefined }
        take(decoder.decode(value, { stream: true }))
      }
      return { done: false, value: ready.shift() }
    },
    async return() {
      await reader.cancel().catch(() => undefined)
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** Comments, which keep the connection alive, and fields that we do not use have no data. */
function dataOf(block: string): string {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'))
  return lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n')
}
