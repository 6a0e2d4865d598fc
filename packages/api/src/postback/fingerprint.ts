import { hash } from 'node:crypto'

/*
 * Secrets never stand in the log as they came. What stands there instead lets a logged postback be decided again: the
 * same token or email has the same fingerprint.
 */

const PREFIX = 'sha256:'

/** Of a postback token: 128 bits. */
export function tokenPrint(token: string): string {
  return PREFIX + sha256(token).slice(0, 32)
}

/** SHA-256 of an email, hex, as conversions keep it. A sender that hashes by itself is taken at its word. */
export function emailHash(email: string): string {
  const plain = email.trim().toLowerCase()
  return /^[0-9a-f]{64}$/.test(plain) ? plain : sha256(plain)
}

export function emailPrint(email: string): string {
  return PREFIX + emailHash(email)
}

/** The hash in an email's fingerprint; undefined for other text. */
export function hashOfPrint(text: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(text)?.[1]
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}
