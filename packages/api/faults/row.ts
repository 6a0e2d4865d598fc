/** What a scenario did to clicks and to postbacks. */
export interface Tally {
  /** Requests that left us. */
  sent: number
  /** Answers that promise that the request is stored. */
  acknowledged: number
  /** Rows. */
  stored: number
  /** Acknowledged, and not stored; a conversion that its postbacks should have made counts too. */
  lost: number
  /** Rows that one request made beyond its first, and conversions beyond the first of one click. */
  doubled: number
  /** Different records that were seen in the spool: at least so many went through it. */
  spooled: number
}

/** A line of the table. */
export interface FaultRow {
  readonly scenario: string
  readonly clicks: Tally
  readonly postbacks: Tally
  readonly ms: number
}

export const noTally = (): Tally => ({ sent: 0, acknowledged: 0, stored: 0, lost: 0, doubled: 0, spooled: 0 })

declare module 'vitest' {
  interface TaskMeta {
    fault?: FaultRow
  }
}

const COLUMNS = ['sent', 'acknowledged', 'stored', 'lost', 'doubled', 'spooled'] as const

/** Markdown, aligned so that it reads in a terminal too. Clicks and postbacks stand in one cell, with a plus between. */
export function faultTable(rows: readonly FaultRow[]): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const cells = [
    ['scenario', ...COLUMNS, 'ms'],
    ...rows.map(({ scenario, clicks, postbacks, ms }) => [
      scenario,
      ...COLUMNS.map((name) => `${number(clicks[name])} + ${number(postbacks[name])}`),
      number(ms),
    ]),
  ]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)))
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(cells[0]!), line(rule), ...cells.slice(1).map(line)].join('\n')
}
