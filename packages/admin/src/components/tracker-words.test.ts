import type { TrackerSummary } from '@gokart/shared'
import { describe, expect, it } from 'vitest'
import { doubtOf } from './tracker-words'

const tracker = (confidence: TrackerSummary['confidence'], sources: string[]) =>
  ({ confidence, sources }) as TrackerSummary

describe('doubtOf', () => {
  it('has none where the vendor documents the macros', () => {
    expect(doubtOf(tracker('documented', ['https://docs.example']))).toBeUndefined()
  })

  it('names the first source that can be opened', () => {
    const sources = ['public GitHub code, file 12', 'https://docs.example/macros', 'https://b.example']
    expect(doubtOf(tracker('inferred', sources))?.source).toBe('https://docs.example/macros')
    expect(doubtOf(tracker('unknown', ['javascript:alert(1)']))).toEqual({
      text: expect.stringContaining('Not confirmed'),
    })
  })
})
