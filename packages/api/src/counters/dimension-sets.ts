import type { GrainName } from './buckets.js'
import { LONG_GRAINS, type LongGrain } from './pieces.js'
import { STATUS_SUMS } from './status-sums.js'

/** What counters can be split by beside time. An offer has its advertiser with it. `class`: of traffic. */
export const DIMENSION = { advertiser: 1, offer: 2, partner: 4, country: 8, event: 16, class: 32, reason: 64 } as const
export type CounterDimension = keyof typeof DIMENSION

const COLUMN: Readonly<Record<CounterDimension, string>> = {
  advertiser: 'advertiser_id',
  offer: 'offer_id',
  event: 'offer_event_id',
  partner: 'partner_id',
  country: 'country',
  class: 'traffic_class',
  reason: 'reason',
}

/** A table of counters. */
export interface CountTable {
  readonly name: string
  readonly dimensions: readonly CounterDimension[]
  /** What every row tells apart beside its dimensions. */
  readonly always: readonly string[]
  readonly sums: readonly string[]
  /** The sets of dimensions that are kept, as sums of their numbers: fewest rows first, all dimensions last. */
  readonly sets: Readonly<Record<GrainName, readonly number[]>>
}

const { advertiser: A, partner: P, country: C, event: E, class: T, reason: R } = DIMENSION
const O = A + DIMENSION.offer

/*
 * A set is kept where it has far fewer rows than the next larger one: single dimensions for quarters of an hour and for hours, which serve the
 * days of any zone; pairs for days, which serve long ranges; for weeks, and four of them, what has many rows a day. The one with all dimensions serves the ends of ranges, and the
 * others are sums of it. Conversions are few, and each change of one is brought into each of its sets: they have fewer. Clicks are told apart by
 * class in every set, because reports count those of humans where nobody asks for others; of conversions they count all.
 */
export const CLICK_COUNTS: CountTable = {
  name: 'click_counts',
  dimensions: ['advertiser', 'offer', 'partner', 'country'],
  always: ['traffic_class'],
  sums: ['clicks', 'unique_clicks'],
  sets: {
    quarter: [0, A, P, C, O, O + P + C],
    hour: [0, A, P, C, O],
    day: [0, A, P, C, O, P + C, O + P, O + C, O + P + C],
    week: [O, P + C, O + P, O + C, O + P + C],
    fourWeeks: [P + C, O + P, O + C, O + P + C],
  },
}

export const CONVERSION_COUNTS: CountTable = {
  name: 'conversion_totals',
  dimensions: ['advertiser', 'offer', 'event', 'partner', 'country', 'class'],
  always: ['currency'],
  sums: STATUS_SUMS,
  sets: {
    quarter: [T, O + E, O + E + P + C + T],
    hour: [T, O + E],
    day: [T, O + E, P + C, O + P, O + C, O + E + P + C + T],
    week: [O + E, P + C, O + P, O + C, O + E + P + C + T],
    fourWeeks: [P + C, O + P, O + C],
  },
}

export const REJECTED_COUNTS: CountTable = {
  name: 'rejected_counts',
  dimensions: ['advertiser', 'offer', 'reason'],
  always: [],
  sums: ['rejected'],
  sets: {
    quarter: [0, A, O, R, O + R],
    hour: [0, A, O, R],
    day: [0, A, O, R, A + R, O + R],
    week: [O, O + R],
    fourWeeks: [O + R],
  },
}

export const columnsOf = ({ dimensions }: CountTable): string[] => dimensions.map((name) => COLUMN[name])

const TEXTS: readonly CounterDimension[] = ['country', 'class', 'reason']
const none = (name: CounterDimension): string => (TEXTS.includes(name) ? "''" : '0')

/** For each column of the table's dimensions what a set has in it. */
export function valuesIn({ dimensions }: CountTable, set: number): string[] {
  return dimensions.map((name) => ((set & DIMENSION[name]) !== 0 ? COLUMN[name] : none(name)))
}

export const fullSet = ({ sets }: CountTable): number => sets.quarter.at(-1)!

/** The smallest set that can tell these dimensions apart. */
export function setFor(sets: readonly number[], dimensions: readonly CounterDimension[]): number {
  const wanted = dimensions.reduce((sum, name) => sum | DIMENSION[name], 0)
  const found = sets.find((set) => (set & wanted) === wanted)
  if (found === undefined) throw new Error(`No counters have ${dimensions.join(', ')}`)
  return found
}

/** Which longer grains serve for these dimensions: days always, and those that have the very set of days, or of quarters. */
export function grainsFor({ sets }: CountTable, dimensions: readonly CounterDimension[]): LongGrain[] {
  const [ofDays, ofQuarters] = [setFor(sets.day, dimensions), setFor(sets.quarter, dimensions)]
  const serves = {
    fourWeeks: sets.fourWeeks.includes(ofDays),
    week: sets.week.includes(ofDays),
    day: true,
    hour: sets.hour.includes(ofQuarters),
  }
  return LONG_GRAINS.filter((grain) => serves[grain])
}

/** What the key has for the dimensions that are not in a set. */
export function keysLeftOut({ dimensions }: CountTable, set: number): { sql: string; bindings: [] }[] {
  return dimensions
    .filter((name) => (set & DIMENSION[name]) === 0)
    .map((name) => ({ sql: `${COLUMN[name]} = ${none(name)}`, bindings: [] }))
}
