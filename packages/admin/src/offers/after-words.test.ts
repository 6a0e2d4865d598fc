import { expect, it } from 'vitest'
import { afterWords } from './after-words'

it.each([
  [0, '0 seconds'],
  [61_000, '1 minute'],
  [7_300_000, '2 hours'],
  [3_888_060_000, '45 days'],
])('%i ms are %s', (ms, words) => expect(afterWords(ms, 'en')).toBe(words))
