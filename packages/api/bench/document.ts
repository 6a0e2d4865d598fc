import { readFileSync, writeFileSync } from 'node:fs'
import type { Figure, PartResult } from './figures.js'
import { PART_NAMES, type PartName } from './options.js'

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

/** The table of a part, and how it was measured. Columns that nothing has are left out. */
export function asMarkdown(setting: string, { figures, method }: PartResult): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const columns = COLUMNS.filter(([, of]) => figures.some((figure) => figure[of] !== undefined))
  const table = [
    line(columns.map(([title]) => title)),
    `|${columns.map(() => '---').join('|')}|`,
    ...figures.map((figure) => line(columns.map(([, of]) => figure[of] ?? ''))),
  ]
  return [setting, '', ...table, '', method].join('\n')
}

/** Puts the text of a part between the two comments, in its place among the others; all else stays. Throws where the comments are not there. */
export function withSection(document: string, name: PartName, text: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`The document lacks the comments ${BEGIN} and ${END}`)
  const before = document.slice(begin + BEGIN.length, end).split(/^### /m)
  const sections = new Map(before.slice(1).map((section) => [section.split('\n', 1)[0]!, section.trim()]))
  sections.set(name, `${name}\n${text}`)
  const all = PART_NAMES.flatMap((part) => (sections.has(part) ? `### ${sections.get(part)}` : []))
  return `${document.slice(0, begin + BEGIN.length)}\n\n${all.join('\n\n')}\n\n${document.slice(end)}`
}

export function writeSection(file: URL, name: PartName, text: string): void {
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), name, text))
}
