import { METRICS, type MetricName, type MetricValue, type Money } from '@gokart/shared'
import type { Format } from './useFormat'

/** One line of a metric's cell: of money there is one for each currency. */
export interface MetricLine {
  text: string
  currency?: string
  /** What it is beside the value before: 0.25 is a quarter more, `new` where there was nothing; absent where nothing can be said. */
  change?: number | 'new'
  /** The value before, for the tooltip. */
  before?: string
}

/** More of these is worse. */
const UNWANTED: ReadonlySet<MetricName> = new Set(['rejected', 'rejected_revenue', 'rejected_postbacks'])

export const isUnwanted = (metric: MetricName): boolean => UNWANTED.has(metric)

/** A metric as lines of text, each beside what it was before. Nothing to tell reads as a dash. */
export function metricLines(metric: MetricName, now: MetricValue | undefined, format: Format, before?: MetricValue) {
  if (METRICS[metric].format === 'money') return moneyLines(metric, asMoney(now), format, before)
  const text = plain(metric, now, format)
  return before === undefined
    ? [{ text }]
    : [{ text, ...compared(numberOf(now), before, plain(metric, before, format)) }]
}

function moneyLines(metric: MetricName, sums: Money[], format: Format, before?: MetricValue): MetricLine[] {
  const earlier = asMoney(before)
  // A currency that has gone is a line as well: without it the fall to nothing would not be seen.
  const gone = earlier.filter(({ currency }) => !sums.some((sum) => sum.currency === currency))
  const all = [...sums, ...gone.map(({ currency }) => ({ currency, amount: '0' }))]
  if (all.length === 0) return [{ text: '–' }]
  return all.map(({ currency, amount }) => {
    const line = { text: money(metric, amount, currency, format), currency }
    if (before === undefined) return line
    const was = earlier.find((sum) => sum.currency === currency)?.amount ?? '0'
    return { ...line, ...compared(Number(amount), was, money(metric, was, currency, format)) }
  })
}

function compared(now: number | undefined, before: MetricValue, text: string): Pick<MetricLine, 'change' | 'before'> {
  const was = numberOf(before)
  if (now === undefined || was === undefined) return { before: text }
  if (was === 0) return { before: text, change: now === 0 ? 0 : 'new' }
  return { before: text, change: now / was - 1 }
}

/** The number of a count or share; of money, that in `currency`. Only to draw and to compare: what is shown stays exact. */
export function numberOf(value: MetricValue | undefined, currency?: string): number | undefined {
  if (value === null || value === undefined) return undefined
  if (!Array.isArray(value)) return Number(value)
  const sum = value.find((one) => one.currency === currency)
  return sum === undefined ? 0 : Number(sum.amount)
}

/** The currencies of a value, none where it is not money. */
export function currenciesOf(value: MetricValue | undefined): string[] {
  return asMoney(value).map(({ currency }) => currency)
}

function asMoney(value: MetricValue | undefined): Money[] {
  return Array.isArray(value) ? value : []
}

function plain(metric: MetricName, value: MetricValue | undefined, format: Format): string {
  if (value === null || value === undefined || Array.isArray(value)) return '–'
  return METRICS[metric].format === 'share' ? format.share(String(value)) : format.number(Number(value))
}

/** What a click earns is mostly less than a cent: four digits, and no more. */
function money(metric: MetricName, amount: string, currency: string, format: Format): string {
  return metric === 'epc' ? format.money(amount, currency, 4) : format.money(amount, currency)
}
