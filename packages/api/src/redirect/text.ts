const NUL = '\0'
const NOT_ASCII = /[^\0-\x7f]/

/** At most `limit` whole characters (code points, as the database counts them), without NUL, which many readers stumble over. */
export function cut(text: string, limit: number): string {
  const clean = text.includes(NUL) ? text.replaceAll(NUL, '') : text
  if (clean.length <= limit) return clean.toWellFormed()
  // Twice as many UTF-16 units hold the wanted characters in any case. The copy lets go of the long text.
  const characters = Array.from(clean.slice(0, 2 * limit)).slice(0, limit)
  return Buffer.from(characters.join('')).toString()
}

/** A header's text. Node reads its bytes as Latin-1; where they are UTF-8, it is what the sender wrote. */
export function headerText(value: string | undefined, limit: number): string | undefined {
  if (!value) return undefined
  if (!NOT_ASCII.test(value)) return cut(value, limit)
  const utf8 = Buffer.from(value, 'latin1').toString()
  return cut(utf8.includes('\uFFFD') ? value : utf8, limit)
}
