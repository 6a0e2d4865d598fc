/*
 * Time in counters. A zone's offset is a whole number of quarters of an hour, so every period of every zone is made of whole quarters; days
 * (UTC) stand in for the inside of long ranges.
 */
export const QUARTER_S = 900
export const QUARTER_MS = QUARTER_S * 1_000
export const DAY_S = 86_400
export const DAY_MS = DAY_S * 1_000
export const QUARTERS_A_DAY = 96

export const GRAIN = { quarter: 0, day: 1 } as const
export type GrainName = keyof typeof GRAIN
export const GRAIN_MS: Readonly<Record<GrainName, number>> = { quarter: QUARTER_MS, day: DAY_MS }
