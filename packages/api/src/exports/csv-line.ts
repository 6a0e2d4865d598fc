/** Characters with which spreadsheets begin a formula, those of full width among them, or what makes quotes needed. */
const SPECIAL = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]|[",\r\n]/
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/
const QUOTED = /[",\r\n]/

/**
 * A line of a CSV file (RFC 4180), of cells that `textOf` makes texts or numbers of. A text that a spreadsheet would take for a formula gets
 * `'` before it; numbers stay numbers.
 */
export function csvLine<Cell>(cells: readonly Cell[], textOf: (cell: Cell) => string | number): string {
  let line = ''
  for (let index = 0; index < cells.length; index++) {
    const text = textOf(cells[index]!)
    if (index > 0) line += ','
    line += typeof text === 'string' && SPECIAL.test(text) ? special(text) : text
  }
  return `${line}\r\n`
}

function special(cell: string): string {
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell
  return QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
