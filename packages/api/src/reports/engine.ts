import type { Family } from '@gokart/shared'
import { isCounted, readCounters } from './counter-reader.js'
import { MAX_GROUPS, mergeParts, tooLarge, type Groups } from './groups.js'
import type { Part } from './parts.js'
import type { Rates } from './rates.js'
import type { ReadView } from './read-view.js'
import { readRows } from './row-reader.js'
import { knows, type ReportSpec } from './spec.js'

/** Statuses and currencies of a group come as rows of their own. */
const MAX_PARTS = 4 * MAX_GROUPS

export interface Wanted {
  readonly families: ReadonlySet<Family>
  readonly unique: boolean
}

/** Adds up what is asked for, each family by one grouped query; from counters where they know it. */
export async function readGroups(view: ReadView, spec: ReportSpec, wanted: Wanted, rates?: Rates): Promise<Groups> {
  const read = isCounted(spec) ? readCounters : readRows
  const parts: Part[][] = []
  for (const family of wanted.families) {
    if (!knows(family, spec.filters)) continue
    const found = await read(family, { view, spec, rates, unique: wanted.unique, limit: MAX_PARTS + 1 })
    if (found.length > MAX_PARTS) throw tooLarge()
    parts.push(found)
  }
  return mergeParts(parts)
}
