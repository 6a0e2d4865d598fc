import type { ConversionRow } from '../db/tables.js'

export type Status = ConversionRow['status']
const STATUSES = ['pending', 'success', 'rejected'] as const satisfies readonly Status[]

/** A column for each status, and not a row: a third of the rows. So many conversions, and so much revenue. */
export const STATUS_SUMS: readonly string[] = STATUSES.flatMap((status) => [status, `${status}_revenue`])

/** These columns, of rows that have a status. `conversions`, `revenue`: SQL of a row. */
export function sumsByStatus(status: string, conversions: string, revenue: string): Record<string, string> {
  const sumOf = (name: Status, value: string) => `SUM(CASE ${status} WHEN '${name}' THEN ${value} ELSE 0 END)`
  return Object.fromEntries(
    STATUSES.flatMap((name) => [
      [name, sumOf(name, conversions)],
      [`${name}_revenue`, sumOf(name, revenue)],
    ]),
  )
}

/** `sum AS name, ...` */
export const selected = (sums: Readonly<Record<string, string>>): string =>
  Object.entries(sums)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(', ')
