import { expect, test } from 'vitest'
import { randomLinkKey } from './link-key.js'

test('a link key is short, safe in a URL and hard to misread, and does not repeat', () => {
  const keys = Array.from({ length: 2000 }, randomLinkKey)
  for (const key of keys) expect(key).toMatch(/^[a-hjkmnp-z2-9]{8}$/)
  expect(new Set(keys).size).toBe(keys.length)
})
