import { describe, expect, it } from 'vitest'
import { identify } from './identify.js'
import { parsePostback } from './parse.js'
import { verdictColumns } from './rows.js'

/** The column `notes` of a postback with these notes, and how long it took to make. */
function notesOf(notes: readonly string[]): { column: string | null; ms: number } {
  const postback = parsePostback({
    id: '01a20565-d0ba-7000-9829-0ace0dff55a1',
    receivedAt: 0,
    method: 'GET',
    url: '/postback',
    contentType: null,
    body: null,
    userAgent: null,
    ip: '',
    from: 'wire',
  })
  const verdict = { outcome: 'queued', offerId: null, advertiserId: null, test: false, notes } as const
  const before = performance.now()
  const column = verdictColumns(postback, identify(undefined, []), verdict, null).notes
  return { column, ms: performance.now() - before }
}

describe('the notes of a log row', () => {
  it('are as many as the column takes', () => {
    const full = ['a'.repeat(498), 'b'.repeat(495)]
    expect(notesOf(full).column).toBe(JSON.stringify(full))
    expect(notesOf(full).column).toHaveLength(1_000)
    expect(notesOf([...full, '', 'c']).column).toHaveLength(1_000)
    expect(notesOf(['a'.repeat(498), 'b'.repeat(498)]).column).toBe(JSON.stringify(['a'.repeat(498)]))
    expect(notesOf([]).column).toBeNull()
    expect(notesOf(['a'.repeat(997)]).column).toBeNull()
  })

  it('take no time when there are thousands of them', () => {
    const many = Array.from({ length: 8_000 }, (_, number) => `"&amp;" before p${number} was read as "&".`)
    const { column, ms } = notesOf(many)
    expect(ms).toBeLessThan(100)
    expect(many).toEqual(expect.arrayContaining(JSON.parse(column ?? '[]') as string[]))
  })
})
