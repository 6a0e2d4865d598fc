import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SHEET_ROWS } from '@gokart/shared'
import { expect, test } from 'vitest'
import { writeXlsx } from './xlsx.js'

test('more rows than a sheet has are refused, and CSV is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gokart-xlsx-'))
  const piece = { length: SHEET_ROWS } as unknown as readonly never[]
  async function* rows() {
    yield piece
  }
  const table = { name: 'clicks', titles: ['ID'], total: 0, totalIsExact: false, zone: 'UTC', rows: rows() }
  await expect(writeXlsx(table, join(folder, 'a.xlsx'))).rejects.toMatchObject({
    code: 'report_too_large',
    message: 'A sheet has room for 1,048,575 rows, and there are more: export them as CSV.',
  })
  await rm(folder, { recursive: true })
})
