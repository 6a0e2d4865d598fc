import { createHmac } from 'node:crypto'
import type { Mac } from '@gokart/shared/click-id'

/** HMAC-SHA256 with one of the keys of `click_keys`. */
export function createMac(secret: Buffer): Mac {
  return (message) => createHmac('sha256', secret).update(message).digest()
}
