import { type Grain, GRAINS } from '@gokart/shared'
import type { Span } from '../composables/zoned-range'

const HOURS: Record<Grain, number> = { hour: 1, day: 24, week: 168, month: 672 }
/** More points than that no chart can show. */
const MOST = 400

/** Grains by which a span can be looked at: not so fine that nothing is seen, not longer than the span. */
export function grainsOf({ from, to }: Span): Grain[] {
  const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000
  return GRAINS.filter((grain) => hours / HOURS[grain] <= MOST && (HOURS[grain] <= hours || grain === 'hour'))
}
