import { timingSafeEqual } from 'node:crypto'
import type { Mac } from '@gokart/shared/click-id'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'

/*
 * The token of a link to one log row: its ID, until when, and 16 bytes of an HMAC with the keys of click IDs. Nobody can make one, or
 * another one of one; nothing is stored for it.
 */

const ID = 16
const EXPIRY = 4
const MAC = 16
/** Before what is signed, which is longer than a click ID's part, so that neither can stand for the other. */
const PURPOSE = Buffer.from('shared postback ')

/** `expiresAt`: Unix ms; kept to the second. */
export function mintShareToken(mac: Mac, postbackId: string, expiresAt: number): string {
  const head = Buffer.alloc(ID + EXPIRY)
  uuidToBytes(postbackId).copy(head)
  head.writeUInt32BE(Math.floor(expiresAt / 1000), ID)
  return Buffer.concat([head, sign(mac, head)]).toString('base64url')
}

export interface SharedPostbackRef {
  readonly postbackId: string
  readonly expiresAt: Date
}

/** Undefined where the token is none of ours, or was one once. `now`: Unix ms. */
export function readShareToken(token: string, macs: readonly Mac[], now: number): SharedPostbackRef | undefined {
  const bytes = /^[\w-]{48}$/.test(token) ? Buffer.from(token, 'base64url') : Buffer.alloc(0)
  if (bytes.length !== ID + EXPIRY + MAC) return undefined
  const head = bytes.subarray(0, ID + EXPIRY)
  const isOurs = macs.some((mac) => timingSafeEqual(sign(mac, head), bytes.subarray(ID + EXPIRY)))
  const expiresAt = head.readUInt32BE(ID) * 1000
  if (!isOurs || expiresAt <= now) return undefined
  return { postbackId: bytesToUuid(head.subarray(0, ID)), expiresAt: new Date(expiresAt) }
}

function sign(mac: Mac, head: Buffer): Buffer {
  return Buffer.from(mac(Buffer.concat([PURPOSE, head]))).subarray(0, MAC)
}
