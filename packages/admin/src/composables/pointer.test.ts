import { describe, expect, it } from 'vitest'
import { deepest, pointerOf, valueAt } from './pointer'

describe('JSON pointers', () => {
  it('are made of a path, with / and ~ escaped', () => {
    expect(pointerOf(['events', 0, 'payout'])).toBe('/events/0/payout')
    expect(pointerOf(['a/b', 'c~d'])).toBe('/a~1b/c~0d')
    expect(pointerOf([])).toBe('')
  })

  it('find their value', () => {
    const root = { events: [{ payout: '1' }], 'a/b': { 'c~d': 2 } }
    expect(valueAt(root, '/events/0/payout')).toBe('1')
    expect(valueAt(root, '/a~1b/c~0d')).toBe(2)
    expect(valueAt(root, '/events/3/payout')).toBeUndefined()
  })

  it('fall back to the nearest known ancestor', () => {
    const known = new Set(['/events', '/name'])
    expect(deepest('/events/0/payout', known)).toBe('/events')
    expect(deepest('/name', known)).toBe('/name')
    expect(deepest('/nameless', known)).toBeUndefined()
  })
})
