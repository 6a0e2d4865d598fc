import { expect, it } from 'vitest'
import { asMarkdown, between } from './document.js'

const COMMENTS = [
  '<!-- bench: what stands between these two comments is written by `npm run bench` -->',
  '<!-- /bench -->',
]

it('replaces what stands between the comments, and nothing else', () => {
  const document = `# Title\n\nby hand\n${COMMENTS.join('\nold\n')}\nalso by hand\n`
  const once = between(document, 'new')
  expect(once).toBe(`# Title\n\nby hand\n${COMMENTS.join('\n\nnew\n\n')}\nalso by hand\n`)
  expect(between(once, 'new')).toBe(once)
})

it('refuses a document without the comments', () => {
  expect(() => between('# Title', 'new')).toThrow('lacks the comments')
})

it('makes a row of each figure, with empty cells where there is nothing to say', () => {
  const figures = [
    { what: 'redirect', measured: '9/s', floor: '10/s', ratio: '0.90' },
    { what: 'memory', measured: '1 MB' },
  ]
  const text = asMarkdown(['Measured today.'], [{ figures, method: 'By counting.' }])
  expect(text).toContain('| redirect | 9/s | 10/s | 0.90 |  |  |\n| memory | 1 MB |  |  |  |  |')
  expect(text).toMatch(/^Measured today\.\n\n[^]*\n- By counting\.$/)
})
