import type { SystemStatus, WorkerStatus } from '@gokart/shared'

const UNITS: [unit: string, ms: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
]

/** Lengths of time, sizes and rates, short and in the reader's language. */
export function createFigures(locale?: string) {
  const inUnit = (unit: string, unitDisplay: 'narrow' | 'short') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 0 })
  const lengths = UNITS.map(([unit, ms]) => ({ ms, format: inUnit(unit, 'narrow') }))
  const megabyte = inUnit('megabyte', 'short')
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })

  return {
    /** "850ms", "12s", "3m": the greatest unit alone, which is enough to act on. */
    duration(ms: number): string {
      const { ms: length, format } = lengths.find((one) => ms >= one.ms) ?? lengths.at(-1)!
      return format.format(Math.floor(ms / length))
    },
    megabytes: (bytes: number): string => megabyte.format(bytes / 1_000_000),
    rate: (perSecond: number): string => (perSecond < 10 ? fine : whole).format(perSecond),
  }
}

const figures = createFigures()
export const useFigures = () => figures

/** What all workers have together. */
export function sumOf({ workers }: SystemStatus) {
  const sum = (value: (worker: WorkerStatus) => number) => workers.reduce((total, worker) => total + value(worker), 0)
  return {
    clicksPerSecond: sum(({ clicksPerSecond }) => clicksPerSecond),
    postbacksPerSecond: sum(({ postbacksPerSecond }) => postbacksPerSecond),
    queued: sum(({ queued }) => queued),
    spooled: sum(({ clickSpool, postbackSpool }) => clickSpool.records + postbackSpool.records),
    oldestMs: Math.max(0, ...workers.map((worker) => oldestOf(worker) ?? 0)),
  }
}

/** Age of the oldest record that waits on the disk of a worker; null where none does. */
export function oldestOf({ clickSpool, postbackSpool }: WorkerStatus): number | null {
  const ages = [clickSpool.oldestMs, postbackSpool.oldestMs].filter((age) => age !== null)
  return ages.length > 0 ? Math.max(...ages) : null
}
