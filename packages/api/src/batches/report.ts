import type { BatchLine } from '@gokart/shared'

const HEADER = ['line', 'outcome', 'what', 'conversion_id', 'postback_id', 'column', 'why', 'remedy']
/** So that spreadsheets read it as UTF-8. */
const MARK = '\uFEFF'

export function reportHead(): string {
  return MARK + csvLine(HEADER)
}

/** A line of the report for each line of the batch. */
export function reportLines(lines: readonly BatchLine[]): string {
  return lines.map(reportLine).join('')
}

function reportLine({ line, outcome, done, about, conversionId, postbackId, findings }: BatchLine): string {
  const all = (part: 'column' | 'message' | 'remedy') => findings.flatMap((finding) => finding[part] ?? []).join(' | ')
  const result = outcome === null ? '' : done ? outcome : `expected: ${outcome}`
  return csvLine([line, result, about, conversionId, postbackId, all('column'), all('message'), all('remedy')])
}

function csvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(cell).join(',')}\r\n`
}

/** A text that a spreadsheet would take as a formula stays a text. */
function cell(value: string | number | null): string {
  const text = typeof value === 'string' && /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '')
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
