/** The 16 bytes of a UUID in text form, as BINARY(16) columns keep them. */
export function uuidToBytes(text: string): Buffer {
  return Buffer.from(text.replaceAll('-', ''), 'hex')
}

export function bytesToUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The UUID in a search text, in lower case; undefined where it is another text. */
export function asUuid(text: string | undefined): string | undefined {
  const trimmed = text?.trim().toLowerCase()
  return trimmed && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(trimmed) ? trimmed : undefined
}
