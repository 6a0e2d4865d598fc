import {
  DIMENSIONS,
  METRICS,
  type MetricName,
  type MetricValue,
  type Money,
  type Report,
  type ReportQuery,
  type ReportRow,
} from '@gokart/shared'
import type { Pace } from './pace.js'
import type { Cell, Table } from './table.js'

type Values = ReportRow['values']
/** Rows that become cells at once. */
const AT_ONCE = 50

/** A report as a table: its rows, the total, and what its reader must know. Money has a column for each currency. */
export function tableOfReport(
  report: Report,
  { dimensions, metrics, compare, currency, clock, zone }: ReportQuery,
  pace: Pace,
): Table {
  const columns = metrics.flatMap((name) => columnsOf(name, report, currency))
  const isMaturing = clock === 'click'
  const titles = [
    ...dimensions.flatMap((name) =>
      DIMENSIONS[name].kind === 'record'
        ? [DIMENSIONS[name].label, `${DIMENSIONS[name].label} ID`]
        : [DIMENSIONS[name].label],
    ),
    ...columns.map(({ title }) => title),
    ...(compare ? columns.map(({ title }) => `${title}, before`) : []),
    ...(isMaturing ? ['Maturing'] : []),
  ]
  const cells = (values: Values | undefined, before: Values | undefined): Cell[] => [
    ...columns.map(({ value }) => value(values ?? {})),
    ...(compare ? columns.map(({ value }) => value(before ?? {})) : []),
  ]
  const keys = (row: ReportRow) =>
    dimensions.flatMap((name, index) =>
      DIMENSIONS[name].kind === 'record' ? [row.labels[index]!, row.key[index]!] : [row.labels[index]!],
    )
  const width = titles.length - cells({}, {}).length - (isMaturing ? 1 : 0)
  const total = ['Total', ...Array<null>(Math.max(0, width - 1)).fill(null)]
  const last: Cell[][] = [
    ...(width > 0 ? [[...total, ...cells(report.totals, report.previousTotals)]] : []),
    ...report.notes.map((note) => [note]),
  ]
  const filled = last.map((line) => [...line, ...Array<null>(Math.max(0, titles.length - line.length)).fill(null)])
  const lineOf = (row: ReportRow): Cell[] => [
    ...keys(row),
    ...cells(row.values, row.previous),
    ...(isMaturing ? [row.maturing] : []),
  ]
  return {
    name: 'report',
    titles,
    total: report.rows.length + last.length,
    totalIsExact: true,
    zone,
    rows: linesOf(report.rows, lineOf, filled, pace),
  }
}

/** A report by several dimensions may have some hundred thousand rows. */
async function* linesOf(
  rows: readonly ReportRow[],
  lineOf: (row: ReportRow) => Cell[],
  last: Cell[][],
  pace: Pace,
): AsyncGenerator<Cell[][]> {
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    yield rows.slice(at, at + AT_ONCE).map(lineOf)
    await pace.rest()
  }
  yield last
}

interface ValueColumn {
  readonly title: string
  readonly value: (values: Values) => Cell
}

function columnsOf(name: MetricName, report: Report, currency: string | undefined): ValueColumn[] {
  const { label, format } = METRICS[name]
  if (format !== 'money') return [{ title: label, value: (values) => plain(values[name]) }]
  return currenciesOf(name, report).map((code) => ({
    title: `${label} ${code}${currency === undefined ? '' : ', converted'}`,
    value: (values) => amountOf(values[name], code),
  }))
}

function currenciesOf(name: MetricName, { rows, totals, previousTotals }: Report): string[] {
  const all = [totals, ...(previousTotals ? [previousTotals] : []), ...rows.map(({ values }) => values)]
  const codes = all.flatMap((values) => moneyOf(values[name]).map((money) => money.currency))
  return [...new Set(codes)].toSorted()
}

const moneyOf = (value: MetricValue | undefined): Money[] => (Array.isArray(value) ? value : [])

/** A share is a decimal. */
function plain(value: MetricValue | undefined): Cell {
  if (value === null || value === undefined || Array.isArray(value)) return null
  return typeof value === 'number' ? value : { decimal: value }
}

/** Nothing of a currency is an amount of 0, where the number can be told at all. */
function amountOf(value: MetricValue | undefined, currency: string): Cell {
  if (!Array.isArray(value)) return null
  return { decimal: value.find((money) => money.currency === currency)?.amount ?? '0.00' }
}
