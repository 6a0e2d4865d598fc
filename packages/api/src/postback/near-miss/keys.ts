import { verifyClickId, type Mac } from '@gokart/shared/click-id'

/*
 * Where in the table of clicks the ID may stand that a text was meant to be. A click ID of GoKart has 32 hexadecimal
 * digits: 12 of the time, "8", 3 of a counter, 4 of a process, 6 of the offer, 6 of the MAC.
 */

/** Keys from `from` to `to`, both included; 32 hexadecimal digits each. */
export interface KeyRange {
  readonly from: string
  readonly to: string
}

const LENGTH = 32
/** These many digits name a click all but alone: its millisecond and its counter. */
const HEAD = 16
const TIME = 12

const MOST_RANGES = 512
/** HMACs that may be made for one text, all keys together: about a millisecond and a half. */
const MOST_MACS = 512

const TWO_YEARS = 2 * 365 * 86_400_000
const DAY = 86_400_000

export interface Search {
  /** Runs of digits, the likeliest first. */
  readonly runs: readonly string[]
  /** Keys of click IDs, the newest first. */
  readonly macs: readonly Mac[]
  /** Clicks of two years before this moment are looked for. */
  readonly now: Date
}

/** The keys of all clicks that the runs may be meant for but for a slip or two; at most 512 ranges. */
export function rangesOf({ runs, macs, now }: Search): KeyRange[] {
  const ranges = new Map<string, KeyRange>()
  const near = (prefix: string) => {
    if (ranges.size < MOST_RANGES)
      ranges.set(prefix, { from: prefix.padEnd(LENGTH, '0'), to: prefix.padEnd(LENGTH, 'f') })
  }
  const budget = { macs: MOST_MACS }
  for (const run of runs) {
    for (let at = 0; at + LENGTH <= run.length; at++) near(run.slice(at, at + LENGTH))
    if (run.length > LENGTH + 2) continue
    if (isPlausible(run, now)) near(run.slice(0, HEAD))
    for (const key of withRestoredStart(run, macs, now, budget)) near(key)
  }
  for (const run of runs) {
    if (run.length < HEAD || run.length > LENGTH + 2) continue
    for (const head of headsNear(run)) if (isPlausible(head, now) && head[TIME] === '8') near(head)
  }
  return [...ranges.values()]
}

/** Whether a click of the last two years may begin so. */
function isPlausible(head: string, now: Date): boolean {
  const earliest = Number.parseInt(head.slice(0, TIME).padEnd(TIME, '0'), 16)
  const latest = Number.parseInt(head.slice(0, TIME).padEnd(TIME, 'f'), 16)
  return latest >= now.getTime() - TWO_YEARS && earliest <= now.getTime() + DAY
}

const DIGITS = '0123456789abcdef'

/** The heads of all texts that are one slip away: a digit too much, two swapped, a wrong one, one that is missing. */
function* headsNear(run: string): Generator<string> {
  const text = run.slice(0, HEAD + 1)
  for (let at = 0; at < HEAD; at++) {
    const before = text.slice(0, at)
    yield before + text.slice(at + 1)
    yield (before + text[at + 1] + text[at] + text.slice(at + 2)).slice(0, HEAD)
    for (const digit of DIGITS) {
      yield (before + digit + text.slice(at + 1)).slice(0, HEAD)
      yield (before + digit + text.slice(at)).slice(0, HEAD)
    }
  }
}

/**
 * The whole IDs that a text may be the end of. Of the time its last digits are there, so few moments are possible, and the
 * MAC tells which; the newest are tried first. The IDs are looked for among the stored clicks and go nowhere else.
 */
function* withRestoredStart(run: string, macs: readonly Mac[], now: Date, budget: { macs: number }): Generator<string> {
  const known = run.length - (LENGTH - TIME)
  if (known < 1 || known >= TIME || run[known] !== '8') return
  const step = 16 ** known
  const latest = now.getTime() + DAY
  let time = latest - (latest % step) + Number.parseInt(run.slice(0, known), 16)
  for (; time >= latest - TWO_YEARS && budget.macs >= macs.length; time -= step) {
    const key = time.toString(16).padStart(TIME, '0') + run.slice(known)
    budget.macs -= macs.length
    if (time <= latest && verifyClickId(Buffer.from(key, 'hex'), macs)) yield key
  }
}

/** The second half of an ID, and the offer and the keys among which its click is looked for. */
export interface End {
  readonly digits: string
  readonly offerId: number
  readonly among: KeyRange
}

/** These many digits of the time are four hours and a half. */
const HOURS = 6

/**
 * Process, offer and MAC are whole, as far as a text tells: then the click is found among those of its offer, whatever
 * happened to its time. First near the time that is there, then anywhere before `now`.
 */
export function endsOf(run: string, now: Date): End[] {
  if (run.length < LENGTH - HEAD || run.length > LENGTH + 2) return []
  const digits = run.slice(HEAD - LENGTH)
  if (!/^[89ab]/.test(digits)) return []
  const offerId = Number.parseInt(digits.slice(4, 10), 16)
  const hours = run.slice(0, HOURS)
  const anywhere = {
    from: '0'.repeat(LENGTH),
    to: (now.getTime() + DAY).toString(16).padStart(TIME, '0').padEnd(LENGTH, 'f'),
  }
  const near = { from: hours.padEnd(LENGTH, '0'), to: hours.padEnd(LENGTH, 'f') }
  return (isPlausible(hours, now) ? [near, anywhere] : [anywhere]).map((among) => ({ digits, offerId, among }))
}
