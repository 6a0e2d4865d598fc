import { createHash, type Hash } from 'node:crypto'
import { TextDecoder } from 'node:util'
import { IMPORT_LIMITS } from '@gokart/shared'
import { fileFault, fileTooLarge } from './file-fault.js'

/** A file as it arrives, with its hash so far; ends with a problem where it is too large. */
export function measured(chunks: AsyncIterable<Buffer>): { chunks: AsyncIterable<Buffer>; hash: Hash } {
  const hash = createHash('sha256')
  async function* measure(): AsyncGenerator<Buffer> {
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > IMPORT_LIMITS.bytes) throw fileTooLarge()
      hash.update(chunk)
      yield chunk
    }
  }
  return { chunks: measure(), hash }
}

/** The text of a file: UTF-8 with or without its mark, or UTF-16 with it, as spreadsheets write "Unicode text". */
export async function* csvText(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let head: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    head = decoder ? chunk : Buffer.concat([head, chunk])
    if (!decoder && head.length < 2) continue
    decoder ??= new TextDecoder(encodingOf(head), { fatal: true })
    yield checked(decode(decoder, head, true))
  }
  // What is left: half a character, or a file of a single byte.
  yield decoder
    ? decode(decoder, Buffer.alloc(0), false)
    : checked(decode(new TextDecoder('utf-8', { fatal: true }), head, false))
}

function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

function decode(decoder: TextDecoder, bytes: Buffer, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream })
  } catch {
    throw fileFault(`The file is not text in ${decoder.encoding.toUpperCase()}: ${SAVE_AS}`)
  }
}

const SAVE_AS = 'save it as "CSV UTF-8" in your spreadsheet and send it again.'

function checked(text: string): string {
  if (text.includes('\0')) throw fileFault(`The file has a NUL character, so it is no CSV text: ${SAVE_AS}`)
  return text
}
