import { describe, expect, it } from 'vitest'
import { HttpProblem } from '../../http/problem.js'
import { readPlace, writeCursor, type PlaceQuery } from './cursor.js'
import type { Key, Order } from './order.js'

const BY_REVENUE: Order = [
  { column: 'revenue', kind: 'decimal' },
  { column: 'id', kind: 'id' },
]
const BY_TIME: Order = [
  { column: 'converted_at', kind: 'instant' },
  { column: 'id', kind: 'id' },
]
const id = Buffer.from('01a04e1c989381008001000000000000', 'hex')
const query = { page: 1, pageSize: 25, sort: '-revenue', offerId: 7 }

function faultsOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof HttpProblem) return error.faults
  }
  return []
}
const forged = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url')

describe('a cursor', () => {
  it.each<[string, Order, Key]>([
    ['revenue', BY_REVENUE, ['12.5000', id]],
    ['time', BY_TIME, [new Date('2026-11-22T21:05:42.123Z'), id]],
    ['ID', [BY_TIME[1]!], [id]],
  ])('leads back to its place: by %s', (_, order, key) => {
    const after = writeCursor(query, order, key, 4)
    expect(readPlace({ ...query, after }, order)).toEqual({ from: 'after', page: 4, key })
    expect(readPlace({ ...query, before: after }, order)).toEqual({ from: 'before', page: 4, key })
  })

  it('belongs to one list: to its filters, its order and its page size, given in any order', () => {
    const after = writeCursor(query, BY_REVENUE, ['1', id], 2)
    const { offerId, page: _page, ...rest } = query
    const turned: PlaceQuery & { offerId: number } = { offerId, page: 9, ...rest, after }
    expect(readPlace(turned, BY_REVENUE)).toMatchObject({ page: 2 })
    for (const change of [{ offerId: 8 }, { pageSize: 50 }, { sort: 'revenue' }, { status: ['pending'] }]) {
      const faults = faultsOf(() => readPlace({ ...query, ...change, after }, BY_REVENUE))
      expect(faults).toEqual([{ pointer: '/query/after', message: expect.stringContaining('other filters') }])
    }
  })

  const print = JSON.parse(Buffer.from(writeCursor(query, BY_REVENUE, ['1', id], 2), 'base64url').toString())[0]
  it.each([
    ['no Base64', '%%%'],
    ['nothing', ''],
    ['no JSON', Buffer.from('[1').toString('base64url')],
    ['an object', Buffer.from('{"length":4}').toString('base64url')],
    ['too few values', forged(print, 2, '1')],
    ['too many values', forged(print, 2, '1', id.toString('hex'), 'x')],
    ['SQL', forged(print, 2, '1 OR 1=1', id.toString('hex'))],
    ['a number for a decimal', forged(print, 2, 1, id.toString('hex'))],
    ['a short ID', forged(print, 2, '1', 'abcd')],
    ['an object for an ID', forged(print, 2, '1', { type: 'Buffer', data: [1] })],
    ['page 0', forged(print, 0, '1', id.toString('hex'))],
    ['a page that is no number', forged(print, '2', '1', id.toString('hex'))],
    ['no print', forged(null, 2, '1', id.toString('hex'))],
  ])('of a stranger is refused: %s', (_, after) => {
    const faults = faultsOf(() => readPlace({ ...query, after }, BY_REVENUE))
    expect(faults).toEqual([{ pointer: '/query/after', message: expect.stringContaining('no cursor of ours') }])
  })
})

it.each([
  [{ after: 'a', before: 'b' }, '/query/before'],
  [{ page: 1_000_000, pageSize: 25 }, '/query/page'],
  [{ page: 10_001, pageSize: 100 }, '/query/page'],
])('a place that cannot be is refused: %j', (given, pointer) => {
  expect(faultsOf(() => readPlace({ ...query, ...given }, BY_REVENUE))).toMatchObject([{ pointer }])
})
