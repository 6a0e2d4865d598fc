import type { Family } from '@gokart/shared'
import { isCounted, readCounters } from './counter-reader.js'
import { createMerge, type Groups } from './groups.js'
import type { Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import { readRows } from './row-reader.js'
import { knows, type ReportSpec } from './spec.js'
import { sqlOf } from './sql.js'

export interface Wanted {
  readonly families: ReadonlySet<Family>
  readonly unique: boolean
  /** Hears how much is read, from 0 to 1. */
  readonly progress?: ((part: number) => void) | undefined
}

/** Adds up what is asked for, each family by one grouped query; from counters where they know it. */
export async function readGroups(view: ReadView, asked: ReportSpec, wanted: Wanted, rates?: Rates): Promise<Groups> {
  const spec = await withAdvertiser(view, asked)
  const families = [...wanted.families].filter((family) => knows(family, spec.filters))
  const isFast = isCounted(spec)
  const read = isFast ? readCounters : readRows
  const steps = (isFast ? [spec] : byDays(spec)).flatMap((part) => families.map((family) => ({ family, part })))
  const merge = createMerge()
  for (const [index, { family, part }] of steps.entries()) {
    wanted.progress?.(index / steps.length)
    await read(family, { view, spec: part, rates, unique: wanted.unique, merge })
  }
  return merge.groups()
}

/** An offer stays with its advertiser, which is before it in the keys of the counters. */
async function withAdvertiser(view: ReadView, spec: ReportSpec): Promise<ReportSpec> {
  const offer = spec.filters.find(({ dimension }) => dimension === 'offer')?.value
  if (offer == null || spec.filters.some(({ dimension }) => dimension === 'advertiser')) return spec
  const [row] = await view.read<{ id: number }>(
    sqlOf('SELECT advertiser_id AS id FROM offers WHERE id = ?', Number(offer)),
  )
  return row ? { ...spec, filters: [...spec.filters, { dimension: 'advertiser', value: String(row.id) }] } : spec
}

const DAY = 86_400_000
/** Steps of a long range. */
const STEPS = 30

/** Some days each: a query looks at few partitions, and how far they are is known. Who is first on a UTC day is told within one. */
function byDays(spec: ReportSpec): ReportSpec[] {
  const [first, last] = [Math.floor(spec.from / DAY), Math.ceil(spec.to / DAY)]
  const days = Math.ceil((last - first) / STEPS)
  const starts = Array.from({ length: Math.ceil((last - first) / days) }, (_, index) => (first + index * days) * DAY)
  return starts.map((start) => ({
    ...spec,
    from: Math.max(spec.from, start),
    to: Math.min(spec.to, start + days * DAY),
  }))
}
