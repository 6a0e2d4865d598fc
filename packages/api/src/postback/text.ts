const LONGEST = 60

/** A sender's value inside a sentence: in quotes, cut, on one line. */
export function quote(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  return `"${line.length > LONGEST ? `${cut(line, LONGEST)}…` : line}"`
}

/** At most `length` characters, never half of a surrogate pair. */
export function cut(text: string, length: number): string {
  return text.length > length ? wellFormed(text.slice(0, length)) : text
}

/** Without NUL, well-formed, at most `length` characters. */
export function clean(text: string, length = Infinity): string {
  return cut(wellFormed(text.replaceAll('\0', '')), length)
}

function wellFormed(text: string): string {
  return text.toWellFormed()
}
