import { expect, it } from 'vitest'
import { PART_NAMES, readOptions } from './options.js'

it('measures everything in full length, and then writes the document', () => {
  const whole = {
    rounds: 15,
    seconds: 2,
    only: PART_NAMES,
    stored: 10_000_000,
    memoryMinutes: 10,
    traffic: [1_000_000, 10_000_000],
    profile: undefined,
    written: true,
  }
  expect(readOptions([])).toEqual(whole)
  expect(readOptions(['--only', 'insert,redirect'])).toEqual({ ...whole, only: ['redirect', 'insert'] })
})

it('writes nothing that was measured otherwise', () => {
  expect(readOptions(['--quick', '--seconds', '2'])).toMatchObject({ rounds: 3, seconds: 2, written: false })
  expect(readOptions(['--profile', 'here'])).toMatchObject({ rounds: 15, profile: 'here', written: false })
  expect(readOptions(['--rounds', '7'])).toMatchObject({ rounds: 7, written: false })
})

it.each([
  [['--only', 'redirect,nothing'], 'There is no part nothing'],
  [['--rounds', 'many'], 'many is not a number'],
  [['--traffic', '1000000,x'], 'x is not a number'],
  [['--rounds', '0'], '0 is not a number above 0'],
  [['--fast'], '--fast'],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})
