import { timeKey } from '../db/time-key.js'

/** A part of a quarter of an hour whose rows are to be counted. */
export interface Part {
  /** Days since 1970. */
  readonly day: number
  readonly quarter: number
  /** Keys: `to` is not in it. */
  readonly from: Buffer
  readonly to: Buffer
  /** Nothing of the quarter is counted yet: what counters have of it is out of date. */
  readonly anew: boolean
}

/** The lowest key of a moment in Unix seconds. */
export const keyAt = (seconds: number): Buffer => timeKey(new Date(seconds * 1_000))
