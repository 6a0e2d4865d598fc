/*
 * Time in counters. A zone's offset is a whole number of quarters of an hour, so every period of every zone is made of whole quarters; hours, days,
 * weeks (UTC, from Monday) and four weeks stand in for the inside of long ranges.
 */
export const QUARTER_S = 900
export const QUARTER_MS = QUARTER_S * 1_000
export const HOUR_S = 3_600
export const DAY_S = 86_400
export const DAY_MS = DAY_S * 1_000
export const QUARTERS_AN_HOUR = 4
export const QUARTERS_A_DAY = 96

/** How the tables have them. */
export const GRAIN = { quarter: 0, day: 1, week: 2, hour: 3, fourWeeks: 4 } as const
export type GrainName = keyof typeof GRAIN
export const GRAINS = Object.keys(GRAIN) as GrainName[]
export const GRAIN_MS: Readonly<Record<GrainName, number>> = {
  quarter: QUARTER_MS,
  hour: QUARTERS_AN_HOUR * QUARTER_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  fourWeeks: 28 * DAY_MS,
}
/** So long before 1970 the first bucket begins: that year began on a Thursday. */
export const LEAD_MS: Readonly<Record<GrainName, number>> = {
  quarter: 0,
  hour: 0,
  day: 0,
  week: 3 * DAY_MS,
  fourWeeks: 3 * DAY_MS,
}

/** What is made of whole days. */
export type DaysGrain = 'day' | 'week' | 'fourWeeks'
const daysIn = (grain: DaysGrain) => GRAIN_MS[grain] / DAY_MS
const leadDays = (grain: DaysGrain) => LEAD_MS[grain] / DAY_MS
/** The bucket that a day is in. */
export const bucketOf = (grain: DaysGrain, day: number): number => Math.floor((day + leadDays(grain)) / daysIn(grain))
/** The same in SQL. */
export const bucketOfDay = (grain: DaysGrain, day: string): string =>
  grain === 'day' ? day : `(${day} + ${leadDays(grain)}) DIV ${daysIn(grain)}`
export const firstDayOf = (grain: DaysGrain, bucket: number): number => bucket * daysIn(grain) - leadDays(grain)
/** The first bucket that has nothing before a moment. */
export const bucketFrom = (grain: GrainName, ms: number): number => Math.ceil((ms + LEAD_MS[grain]) / GRAIN_MS[grain])
/** The bucket that a quarter is in, in SQL. */
export function bucketOfQuarter(quarter: string, grain: GrainName): string {
  if (grain === 'quarter') return quarter
  if (grain === 'hour') return `${quarter} DIV ${QUARTERS_AN_HOUR}`
  return bucketOfDay(grain, `${quarter} DIV ${QUARTERS_A_DAY}`)
}
