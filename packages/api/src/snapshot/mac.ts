import { createHash } from 'node:crypto'
import type { Mac } from '@gokart/shared/click-id'
import { compress, initialState } from './sha256.js'

const BLOCK = 64
const DIGEST = 32
/** What fits into one block with the mark of its end and its length. */
const MOST_BYTES = BLOCK - 9

/** HMAC-SHA256 with one of the keys of `click_keys`. What it returns is good until its next call. */
export function createMac(secret: Buffer): Mac {
  const key = secret.length > BLOCK ? createHash('sha256').update(secret).digest() : secret
  const inner = stateAfter(key, 0x36)
  const outer = stateAfter(key, 0x5c)
  const state = new Int32Array(8)
  const block = new Int32Array(16)
  const digest = new Uint8Array(DIGEST)

  return (message) => {
    if (message.length > MOST_BYTES) throw new RangeError(`At most ${MOST_BYTES} bytes are signed here`)
    block.fill(0)
    for (let at = 0; at < message.length; at++) block[at >> 2]! |= message[at]! << (24 - 8 * (at & 3))
    finish(block, message.length)
    state.set(inner)
    compress(state, block)
    block.fill(0)
    block.set(state)
    finish(block, DIGEST)
    state.set(outer)
    compress(state, block)
    for (let at = 0; at < DIGEST; at++) digest[at] = state[at >> 2]! >>> (24 - 8 * (at & 3))
    return digest
  }
}

/** The state after the block of the key, which stands before every message. */
function stateAfter(key: Buffer, pad: number): Int32Array {
  const padded = Buffer.alloc(BLOCK, pad)
  for (const [at, byte] of key.entries()) padded[at]! ^= byte
  const state = initialState()
  compress(
    state,
    Int32Array.from({ length: 16 }, (_, word) => padded.readInt32BE(4 * word)),
  )
  return state
}

/** Ends a block with `bytes` of a message that has one block before it. */
function finish(block: Int32Array, bytes: number): void {
  block[bytes >> 2]! |= 0x80 << (24 - 8 * (bytes & 3))
  block[15] = 8 * (BLOCK + bytes)
}
