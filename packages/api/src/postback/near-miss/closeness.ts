import { editDistance } from '@gokart/shared/macros'

/** How a stored ID and the digits of a text are alike. */
export interface Closeness {
  readonly kind: 'whole' | 'start_missing' | 'end_missing' | 'typo'
  /** Digits that are missing, or characters that are wrong. */
  readonly amount: number
  /** Less is nearer. */
  readonly cost: number
}

const MOST_SLIPS = 2
/** Fewer digits than these are too few to be an ID with a slip in them that was cut as well. */
const LONG_ENOUGH = 20

/** Both in hexadecimal digits; undefined where they are not alike. */
export function closenessOf(run: string, stored: string): Closeness | undefined {
  const missing = stored.length - run.length
  if (run.includes(stored)) return { kind: 'whole', amount: 0, cost: 0 }
  if (stored.startsWith(run)) return { kind: 'end_missing', amount: missing, cost: 0.1 }
  if (stored.endsWith(run)) return { kind: 'start_missing', amount: missing, cost: 0.1 }
  if (Math.abs(missing) <= MOST_SLIPS) {
    const slips = editDistance(run, stored)
    if (slips <= MOST_SLIPS) return { kind: 'typo', amount: slips, cost: slips }
  }
  if (missing <= 0 || run.length < LONG_ENOUGH) return undefined
  const atEnd = editDistance(run, stored.slice(0, run.length))
  if (atEnd <= 1) return { kind: 'end_missing', amount: missing, cost: 1.5 }
  const atStart = editDistance(run, stored.slice(missing))
  if (atStart <= 1) return { kind: 'start_missing', amount: missing, cost: 1.5 }
  return undefined
}
