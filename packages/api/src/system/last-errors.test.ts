import { expect, it } from 'vitest'
import { createLastErrors } from './last-errors.js'

it('the last error of a part has the time at which it was first seen', () => {
  let now = 10
  const errors = createLastErrors(() => now)
  const first = new Error('first')
  errors.note('clicks', undefined)
  expect(errors.all()).toEqual([])
  errors.note('clicks', first)
  now = 20
  errors.note('clicks', first)
  errors.note('clicks', undefined)
  errors.note('snapshot', new Error('x'.repeat(1_000)))
  expect(errors.all()).toEqual([
    { part: 'clicks', message: 'first', at: 10 },
    { part: 'snapshot', message: 'x'.repeat(300), at: 20 },
  ])
  errors.note('clicks', new Error('second'))
  expect(errors.all()[0]).toEqual({ part: 'clicks', message: 'second', at: 20 })
})
