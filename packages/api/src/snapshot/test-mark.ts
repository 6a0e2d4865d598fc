import { timingSafeEqual } from 'node:crypto'
import type { Mac } from '@gokart/shared/click-id'

/*
 * A test mark says that whoever has it may try one offer out, for a while. On a click link (`gk_test`) it makes the click a test;
 * as a header of a postback (`gk-test`) it makes a test of what belongs to no real click. Only the API makes marks, for users of
 * the offer, with the keys of click IDs: so every process can check them, and nobody else can make one.
 */

const MARK = /^([0-9a-z]{1,6})-([0-9a-z]{1,8})-([\w-]{22})$/

/** `expiresAt`: Unix ms. */
export function mintTestMark(mac: Mac, offerId: number, expiresAt: number): string {
  const until = Math.floor(expiresAt / 1000)
  return `${offerId.toString(36)}-${until.toString(36)}-${sign(mac, offerId, until)}`
}

/** The offer that the mark is for; undefined where it is none of ours, or was valid once. `now`: Unix ms. */
export function readTestMark(mark: string, macs: readonly Mac[], now: number): number | undefined {
  const [, offer = '', expiry = '', signature = ''] = MARK.exec(mark) ?? []
  const offerId = Number.parseInt(offer, 36)
  const until = Number.parseInt(expiry, 36)
  if (!(until * 1000 > now)) return undefined
  const sent = Buffer.from(signature)
  return macs.some((mac) => timingSafeEqual(Buffer.from(sign(mac, offerId, until)), sent)) ? offerId : undefined
}

/** Longer than the 13 bytes that are signed in a click ID, so that neither can stand for the other. */
function sign(mac: Mac, offerId: number, until: number): string {
  return Buffer.from(mac(Buffer.from(`test mark ${offerId} ${until}`)))
    .toString('base64url')
    .slice(0, 22)
}
