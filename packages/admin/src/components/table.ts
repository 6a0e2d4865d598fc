/** A column of a DataTable. */
export interface Column<Row> {
  /** Name of the slot that draws the cell (`#name="{ row }"`); without a slot, `text` is shown. */
  key: string
  label: string
  text?: (row: Row) => string
  /** Key that the API sorts by. */
  sort?: string
  /** Which way the first click sorts: numbers and times mostly want the greatest first. */
  first?: 'asc' | 'desc'
  align?: 'right'
  /** Tailwind width, such as `w-32`. Columns without one share what is left. */
  width?: string
  /** Hidden where the table is narrower than this: sm 640 px, md 768, lg 1024, xl 1280. */
  from?: 'md' | 'lg' | 'xl'
  /**
   * Place in the two-line row of a narrow screen: `title` (first line, left), `side` (first line, right),
   * `meta` (second line), `none` (left out). The first column is the title, others are meta, unless said.
   */
  narrow?: 'title' | 'side' | 'meta' | 'none'
}

/** Classes of a cell at each width of the table: two lines below 640 px, a row of columns above. */
export function cellClass<Row>(column: Column<Row>, index: number): string {
  const place = column.narrow ?? (index === 0 ? 'title' : 'meta')
  return [
    NARROW[place],
    WIDE[column.from ?? 'sm'],
    column.align === 'right' ? '@2xl:text-right tabular-nums' : '',
  ].join(' ')
}

const NARROW = {
  title: 'order-1 flex min-w-0 flex-1 font-medium text-highlighted',
  side: 'order-2 flex',
  meta: 'order-4 flex min-w-0 text-xs text-muted @2xl:text-sm @2xl:text-default',
  none: 'hidden',
}

const WIDE = {
  sm: '@2xl:table-cell',
  md: '@max-3xl:@2xl:hidden @3xl:table-cell',
  lg: '@max-5xl:@2xl:hidden @5xl:table-cell',
  xl: '@max-7xl:@2xl:hidden @7xl:table-cell',
}
