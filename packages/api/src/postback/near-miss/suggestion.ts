import type { NearMiss } from '@gokart/shared'

/** A near miss, and what a program wants to know of it. */
export interface Suggestion extends NearMiss {
  /** Trackers of the catalogue that it names, the likeliest first. */
  readonly trackerIds: readonly string[]
  /** `clickId` is the one stored click that fits: good enough to put it into a URL. */
  readonly certain: boolean
}

/** Who reads. `advertiserId` is null for ops, who see everything. */
export interface Reader {
  readonly advertiserId: number | null
  /** Whether offers and other advertisers are called by their names; absent: they are. */
  readonly withNames?: boolean
}
