/** JSON pointers (RFC 6901): how a fault says which value it is about, `/events/0/payout`. */

/** The pointer of a path such as Zod gives: `['events', 0]` -> `/events/0`. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The value at a pointer, undefined where there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1)
  return steps.reduce<unknown>((value, step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined
  }, root)
}

/** The pointer itself or its nearest ancestor that is in `known`. */
export function deepest(pointer: string, known: ReadonlySet<string>): string | undefined {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    if (known.has(at)) return at
  }
  return undefined
}
