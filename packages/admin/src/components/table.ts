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
  /** Hidden where the table is narrower than this: md 768 px, ml 896, lg 1024, xl 1280. */
  from?: 'md' | 'ml' | 'lg' | 'xl'
  /**
   * Place in the two-line row of a narrow screen: `title` (first line, left), `side` (first line, right),
   * `meta` (second line), `none` (left out). The first column is the title, others are meta, unless said.
   */
  narrow?: 'title' | 'side' | 'meta' | 'none'
}

/** The place of a column at each width of the table: two-line rows below 672 px (`@2xl`), a table above. */
export function placeClass<Row>(column: Column<Row>, index: number): string {
  const place = column.narrow ?? (index === 0 ? 'title' : 'meta')
  return `${NARROW[place]} ${WIDE[column.from ?? 'all']} ${column.align === 'right' ? '@2xl:text-right' : ''}`
}

/** How a cell reads: the title stands out, the rest of a two-line row is small, and a dash for "none" stands only in a table. */
export function textClass<Row>(column: Column<Row>, index: number, row: Row): string {
  const numbers = column.align === 'right' ? 'tabular-nums' : ''
  const place = column.narrow ?? (index === 0 ? 'title' : 'meta')
  const none = column.text?.(row) === '–' ? '@max-2xl:hidden' : ''
  return `${numbers} ${none} ${place === 'meta' ? 'text-xs text-muted @2xl:text-sm @2xl:text-default' : ''}`
}

const NARROW = {
  title: 'order-1 flex min-w-0 flex-1',
  side: 'order-2 flex',
  meta: 'order-4 flex min-w-0',
  none: 'hidden',
}

const WIDE = {
  all: '@2xl:table-cell',
  md: '@2xl:hidden @3xl:table-cell',
  ml: '@2xl:hidden @4xl:table-cell',
  lg: '@2xl:hidden @5xl:table-cell',
  xl: '@2xl:hidden @7xl:table-cell',
}

/** An answer of a list. One that may be long has cursors, and a total that may be "at least". */
export interface ListPage<Row> {
  items: Row[]
  total: number
  totalIsExact?: boolean
  page?: number
  next?: string | null
  previous?: string | null
  searchedTo?: string | null
}

/** The list was searched as far as one request may, and there may be more. */
export function isSearched(page: ListPage<unknown>, pageSize: number): boolean {
  return typeof page.next === 'string' && page.items.length < pageSize
}
