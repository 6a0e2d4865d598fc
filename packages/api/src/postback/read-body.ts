import type { IncomingMessage } from 'node:http'

const LARGEST = 64 * 1024

export type ReadBody =
  | { readonly ok: true; readonly body: string | null }
  | { readonly ok: false; readonly fault: 'too_large' | 'unreadable' }

/** The body as text (bytes that are no UTF-8 become U+FFFD); null where there is none. */
export function readBody(req: IncomingMessage): Promise<ReadBody> {
  const { 'content-length': length, 'transfer-encoding': chunked } = req.headers
  if (chunked === undefined && (length === undefined || length === '0')) return Promise.resolve(EMPTY)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    // What is too large flows on unread, so that the sender comes to read the answer.
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= LARGEST) chunks.push(chunk)
      else resolve({ ok: false, fault: 'too_large' })
    })
    req.on('end', () => resolve(size === 0 ? EMPTY : { ok: true, body: Buffer.concat(chunks).toString('utf8') }))
    // Says nothing where the end came first.
    req.on('error', () => resolve({ ok: false, fault: 'unreadable' }))
    req.on('close', () => resolve({ ok: false, fault: 'unreadable' }))
  })
}

const EMPTY: ReadBody = { ok: true, body: null }
