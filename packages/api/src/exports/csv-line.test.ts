import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv-line.js'

const lineOf = (cells: (string | number)[]) => csvLine(cells, (cell) => cell)

/** What a library makes of the same cells. A line break of any kind within a cell is quoted, not only that of the file. */
const expected = (cells: (string | number)[]) =>
  stringify([cells], { escape_formulas: true, record_delimiter: 'windows', quote_record_delimiter: true })

const HOSTILE = [
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '＝',
  '＋',
  '－',
  '＠',
  '"',
  '""',
  ',',
  ';',
  "'",
  ' ',
  '\0',
  '\uFEFF',
  '=1+1',
  '😀',
  '\uD800',
]
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...HOSTILE, 'a', '1'), maxLength: 6 }),
  fc.string({ unit: 'binary' }),
)
const cell = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.double({ noNaN: true }) },
  fc.integer(),
)

test('a line is that of csv-stringify, whatever the cells have', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      expect(lineOf(cells)).toBe(expected(cells))
    }),
    { numRuns: 5_000 },
  )
})

test.each(HOSTILE.flatMap((a) => [a, `${a}x`, `x${a}`]))('%j alone, too', (one) => {
  expect(lineOf([one, 'next'])).toBe(expected([one, 'next']))
})

test.each([
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
  ['＝1+1', "'＝1+1"],
  ['\tx', "'\tx"],
  ['\rx', `"'\rx"`],
  ['-5.00', "'-5.00"],
  ['a\nb', '"a\nb"'],
])('%j becomes %j', (one, written) => {
  expect(lineOf([one])).toBe(`${written}\r\n`)
})

test('a negative number is no formula', () => {
  expect(lineOf([-5, 0, 1.5, ''])).toBe('-5,0,1.5,\r\n')
})
