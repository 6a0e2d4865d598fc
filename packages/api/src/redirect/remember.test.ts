import { expect, it } from 'vitest'
import { remember } from './remember.js'

function counting(size: number) {
  const made: string[] = []
  const of = remember((text) => {
    made.push(text)
    return { text }
  }, size)
  return { of, made }
}

it('makes a thing once, and keeps what is asked for however many others come', () => {
  const { of, made } = counting(10)
  const often = of('often')
  for (let n = 0; n < 1_000; n++) {
    expect(of(`text ${n}`)).toEqual({ text: `text ${n}` })
    expect(of('often')).toBe(often)
  }
  expect(made).toHaveLength(1_001)
})

it('keeps the last ones, and forgets others', () => {
  const { of, made } = counting(10)
  for (let n = 0; n < 100; n++) of(`text ${n}`)
  made.length = 0
  for (let n = 99; n >= 90; n--) of(`text ${n}`)
  expect(made).toEqual([])
  of('text 0')
  expect(made).toEqual(['text 0'])
})
