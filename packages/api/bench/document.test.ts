import { expect, it } from 'vitest'
import { asMarkdown, withSection } from './document.js'

const COMMENTS = [
  '<!-- bench: what stands between these two comments is written by `npm run bench` -->',
  '<!-- /bench -->',
] as const
const documentWith = (text: string) => `# Title\n\n### by hand\n${COMMENTS[0]}${text}${COMMENTS[1]}\n### also by hand\n`

it('replaces the section of a part, and nothing else', () => {
  const first = withSection(documentWith('\n'), 'insert', 'rows')
  expect(first).toBe(documentWith('\n\n### insert\nrows\n\n'))
  // In the order in which parts run, whenever they were measured.
  const both = withSection(first, 'redirect', 'old')
  expect(both).toBe(documentWith('\n\n### redirect\nold\n\n### insert\nrows\n\n'))
  const again = documentWith('\n\n### redirect\nnew\n\n### insert\nrows\n\n')
  expect(withSection(both, 'redirect', 'new')).toBe(again)
  expect(withSection(again, 'redirect', 'new')).toBe(again)
})

it('refuses a document without the comments', () => {
  expect(() => withSection('# Title', 'redirect', 'new')).toThrow('lacks the comments')
})

it('makes a row of each figure, with empty cells where there is nothing to say', () => {
  const figures = [
    { what: 'redirect', measured: '9/s', floor: '10/s', ratio: '0.90' },
    { what: 'memory', measured: '1 MB' },
  ]
  const text = asMarkdown('Today.', { figures, method: 'By counting.' })
  expect(text).toBe(`Today.

| figure | GoKart | floor | ratio |
|---|---|---|---|
| redirect | 9/s | 10/s | 0.90 |
| memory | 1 MB |  |  |

By counting.`)
})
