import type { Cell } from './list-columns.js'

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
