import { readFileSync, writeFileSync } from 'node:fs'
import type { Figure, PartResult } from './figures.js'

const BEGIN = '<!-- bench: what stands between these two comments is written by `npm run bench` -->'
const END = '<!-- /bench -->'
const COLUMNS: readonly (readonly [title: string, of: keyof Figure])[] = [
  ['figure', 'what'],
  ['GoKart', 'measured'],
  ['floor', 'floor'],
  ['ratio', 'ratio'],
  ['bar', 'bar'],
  ['µs of CPU: app + database', 'cpu'],
]

/** The table of all parts, and how each was measured. */
export function asMarkdown(setting: readonly string[], parts: readonly PartResult[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rows = parts.flatMap(({ figures }) => figures)
  const table = [
    line(COLUMNS.map(([title]) => title)),
    `|${COLUMNS.map(() => '---').join('|')}|`,
    ...rows.map((figure) => line(COLUMNS.map(([, of]) => figure[of] ?? ''))),
  ]
  const methods = parts.map(({ method }) => `- ${method}`)
  return [...setting, '', ...table, '', 'How:', '', ...methods].join('\n')
}

/** Puts the text between the two comments; all around them stays. Throws where they are not there. */
export function between(document: string, text: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`The document lacks the comments ${BEGIN} and ${END}`)
  return `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`
}

export function writeDocument(file: URL, text: string): void {
  writeFileSync(file, between(readFileSync(file, 'utf8'), text))
}
