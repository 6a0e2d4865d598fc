/** Where two texts differ: [start, end) of the first gave way to `inserted` characters at `start` of the second. */
export interface TextEdit {
  start: number
  end: number
  inserted: number
}

/**
 * The edit between two texts. `caret`: where the caret stands after it, when a person made it: what is behind the caret is
 * as before, so that a `?` typed in front of another `?` is known for the new one.
 */
export function editBetween(before: string, after: string, caret?: number): TextEdit {
  const behind = caret === undefined ? undefined : after.slice(caret)
  const tail = behind !== undefined && before.endsWith(behind) ? behind.length : undefined
  const start = commonStart(before, after, Math.min(before.length, after.length) - (tail ?? 0))
  const kept = tail ?? commonEnd(before, after, Math.min(before.length, after.length) - start)
  return { start, end: before.length - kept, inserted: after.length - kept - start }
}

function commonStart(a: string, b: string, limit: number): number {
  let length = 0
  while (length < limit && a[length] === b[length]) length++
  return length
}

function commonEnd(a: string, b: string, limit: number): number {
  let length = 0
  while (length < limit && a[a.length - 1 - length] === b[b.length - 1 - length]) length++
  return length
}
