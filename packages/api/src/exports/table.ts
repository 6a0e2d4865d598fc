/** What a file is made of: its rows come some at a time. */
export interface Table {
  readonly name: string
  readonly titles: readonly string[]
  /** How many rows come; at least so many where it is not exact. */
  readonly total: number
  readonly totalIsExact: boolean
  readonly zone: string
  readonly rows: AsyncIterable<readonly (readonly Cell[])[]>
}

/** A value of a file. Money stays a decimal text; a spreadsheet gets it as a number where it has room for all of its digits. */
export type Cell = string | number | boolean | null | Moment | Decimal
/** ISO 8601, to be written in the reader's zone. */
export interface Moment {
  readonly at: string | null
}
export interface Decimal {
  readonly decimal: string | null
}
