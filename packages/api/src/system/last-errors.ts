import type { FaultPart, LastError } from './process-status.js'

const LONGEST = 300

/** Remembers the last error of each part, and when it was first seen. `note` is told the present one again and again. */
export function createLastErrors(now: () => number) {
  const seen = new Map<FaultPart, { error: Error; last: LastError }>()
  return {
    note(part: FaultPart, error: Error | undefined): void {
      if (!error || seen.get(part)?.error === error) return
      seen.set(part, { error, last: { part, message: error.message.slice(0, LONGEST), at: now() } })
    },
    all: (): LastError[] => [...seen.values()].map(({ last }) => last),
  }
}
