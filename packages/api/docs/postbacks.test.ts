import { readFileSync } from 'node:fs'
import { REASONS } from '@gokart/shared'
import { expect, it } from 'vitest'
import { explainedReasons } from './postback-reasons.js'
import { postbacksPage } from './postbacks.js'

it('is what the code says: run `npm run docs`', () => {
  expect(readFileSync(new URL('../../../docs/postbacks.md', import.meta.url), 'utf8')).toBe(postbacksPage())
})

it('has an example of every reason, and nothing that is not in a URL', () => {
  const all = explainedReasons('https://gokart.example')
  expect(all.map(({ reason }) => reason)).toEqual(REASONS)
  for (const { sent, message, remedy } of all) {
    expect(sent).toMatch(/^\/postback(?:\?[\w.~%&={}-]+)?$/)
    expect(message).toMatch(/\.$/)
    expect(remedy).toMatch(/\.{1,3}$/)
  }
})
