import { IMPORT_LIMITS } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { HttpProblem } from '../http/problem.js'
import { csvRecords, type CsvRecord } from './csv-records.js'
import { csvText, measured } from './csv-text.js'

/** In pieces of a size, as a network brings them. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function read(file: string | Buffer, size = 7): Promise<CsvRecord[]> {
  const records: CsvRecord[] = []
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  for await (const record of csvRecords(csvText(pieces(bytes, size)))) records.push(record)
  return records
}

async function faultOf(file: string | Buffer, size?: number): Promise<HttpProblem> {
  const error: unknown = await read(file, size).then(
    (records) => records,
    (reason: unknown) => reason,
  )
  if (error instanceof HttpProblem) return error
  throw new Error(`It was read: ${JSON.stringify(error)}`)
}

const utf16 = (text: string, order: 'le' | 'be') => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

const TWO = [
  { line: 1, values: ['a', 'b'] },
  { line: 2, values: ['é', '2'] },
]

describe('a CSV file', () => {
  test.each([
    ['commas', 'a,b\né,2\n'],
    ['semicolons', 'a;b\né;2'],
    ['tabs', 'a\tb\né\t2\n'],
    ['CRLF', 'a,b\r\né,2\r\n'],
    ['CR alone', 'a,b\ré,2\r'],
    ['quotes', '"a","b"\n"é","2"\n'],
    ['the mark of UTF-8', '\uFEFFa,b\né,2\n'],
    ['UTF-16 as spreadsheets write it', utf16('a\tb\r\né\t2\r\n', 'le')],
    ['UTF-16 the other way round', utf16('a\tb\r\né\t2\r\n', 'be')],
  ])('with %s is read, in pieces of any size', async (_what, file) => {
    for (const size of [1, 2, 3, 7, 100]) expect(await read(file, size)).toEqual(TWO)
  })

  test.each([
    ['a separator', '"1,5"', '1,5'],
    ['a line break', '"one\r\ntwo"', 'one\r\ntwo'],
    ['quotes', '"say ""yes"""', 'say "yes"'],
    ['a formula', '=1+1', '=1+1'],
  ])('may have %s in a value', async (_what, cell, value) => {
    expect(await read(`a,b\n${cell},x\n`)).toMatchObject([{}, { line: 2, values: [value, 'x'] }])
  })

  test('is numbered by its own lines: empty ones count, and are left out', async () => {
    const file = '\r\n\r\na,b\r\n\r\n"x\r\ny",1\r\n,\r\n  \r\nz,2\r\n'
    for (const size of [1, 5, 100]) {
      expect(await read(file, size)).toEqual([
        { line: 3, values: ['a', 'b'] },
        { line: 5, values: ['x\r\ny', '1'] },
        { line: 9, values: ['z', '2'] },
      ])
    }
  })

  test('is empty where it has no value', async () => {
    for (const file of ['', '\n\r\n', ' ', '\uFEFF']) expect(await read(file)).toEqual([])
  })

  test.each([
    ['NUL characters', 'a,b\n1,\0\n', /NUL character/],
    ['UTF-16 without its mark', Buffer.from('a,b\n1,2\n', 'utf16le'), /NUL character/],
    ['bytes of another encoding', Buffer.from('a,b\nJos\xe9,2\n', 'latin1'), /not text in UTF-8: save it as/],
    ['half a character at its end', Buffer.from('a,b\n1,é').subarray(0, -1), /not text in UTF-8/],
    ['a quote that is never closed', 'a,b\n"1,2\n3,4\n', /never closed/],
    ['a quote in the middle of a value', 'a,b\n1,5" screen\n', /^Line 2: a quote stands in the middle/],
    ['text behind a closing quote', 'a,b\n1,"x"y\n', /^Line 2: a quote stands in the middle/],
    ['a line of megabytes', `a,b\n1,2\n${'x'.repeat(3_000_000)}`, /^Line 3 is longer than 16 kB/],
    ['a program’s bytes', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]), /NUL character|not text/],
  ])('with %s is refused, and why', async (_what, file, message) => {
    expect((await faultOf(file, 65_536)).detail).toMatch(message)
  })

  test('is read no further than a line that is too long', async () => {
    let taken = 0
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('a,b\n')
      for (; taken < 1_000; taken++) yield Buffer.alloc(65_536, 'x')
    }
    const records = csvRecords(csvText(endless()))
    await expect(
      (async () => {
        for await (const _ of records);
      })(),
    ).rejects.toThrow('longer than 16 kB')
    expect(taken).toBeLessThan(100)
  })

  test('that is too large is refused when it is', async () => {
    let sent = 0
    async function* large(): AsyncGenerator<Buffer> {
      for (; sent < 100 * 1024 * 1024; sent += 65_536) yield Buffer.alloc(65_536, 'x,y\n')
    }
    const { chunks } = measured(large())
    await expect(
      (async () => {
        for await (const _ of chunks);
      })(),
    ).rejects.toMatchObject({ code: 'too_large' })
    expect(sent).toBeLessThan(IMPORT_LIMITS.bytes + 131_072)
  })
})
