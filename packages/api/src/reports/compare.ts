import { addDays, isGrain, periodsOf, wholeDays } from '@gokart/shared'
import type { ReportSpec } from './spec.js'

/** The span before, as long as this one (as many days of the reader, where it is of whole days); or the same days a week before. */
export function earlier({ zone, from, to }: ReportSpec, compare: 'previous' | 'week'): { from: number; to: number } {
  if (compare === 'week') return { from: addDays(zone, from, -7), to: addDays(zone, to, -7) }
  const days = wholeDays(zone, from, to)
  return { from: days === undefined ? from - (to - from) : addDays(zone, from, -days), to: from }
}

/** The span before; where the span goes on, only as much of it as has passed of this one by now. */
export function earlierSoFar(spec: ReportSpec, now: number): { from: number; to: number } {
  const before = earlier(spec, 'previous')
  if (now <= spec.from || now >= spec.to) return before
  const { zone, from, to } = spec
  const days = wholeDays(zone, from, to)
  const then = days === undefined ? now - (to - from) : addDays(zone, now, -days)
  return { from: before.from, to: Math.min(before.to, then) }
}

/** The key that a row has in the earlier span: its n-th period is compared with the n-th there. Undefined where there is none. */
export function earlierKey(spec: ReportSpec, before: ReportSpec): (key: readonly (string | null)[]) => Key | undefined {
  const maps = spec.dimensions.map((name) => {
    if (!isGrain(name)) return undefined
    const [now, then] = [spec, before].map(({ zone, from, to }) => periodsOf(zone, name, from, to))
    return new Map(now!.map((start, index) => [start, then![index]]))
  })
  return (key) => {
    const moved = key.map((part, index) => {
      const map = maps[index]
      if (!map || part === null) return part
      const start = map.get(Date.parse(part))
      return start === undefined ? undefined : new Date(start).toISOString()
    })
    return moved.includes(undefined) ? undefined : (moved as Key)
  }
}
type Key = (string | null)[]
