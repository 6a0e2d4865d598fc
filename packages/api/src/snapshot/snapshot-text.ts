import { createHash } from 'node:crypto'
import type { SnapshotParts } from './parts.js'

/** To be raised whenever what `SnapshotParts` hold changes: a copy of another format is not read. */
const FORMAT = 2

const PROGRAM = 'GoKart snapshot'
/** Nothing longer is made at once, so that clicks go on while ten thousand offers are written. */
const CHUNK = 64 * 1024

export interface SnapshotCopy {
  readonly parts: SnapshotParts
  /** Unix ms. */
  readonly takenAt: number
}

/** Lines of JSON: what it is, what it holds, and a checksum of all before. */
export function* snapshotText({ parts, takenAt }: SnapshotCopy, format = FORMAT): Generator<string> {
  const hash = createHash('sha256')
  let chunk = ''
  for (const line of lines(parts, { format, takenAt })) {
    chunk += `${JSON.stringify(line)}\n`
    if (chunk.length < CHUNK) continue
    hash.update(chunk)
    yield chunk
    chunk = ''
  }
  hash.update(chunk)
  yield `${chunk}${hash.digest('hex')}\n`
}

type Line = readonly [kind: string, value: unknown]

function* lines({ version, secrets, ...lists }: SnapshotParts, head: object): Generator<Line> {
  yield [PROGRAM, { ...head, version }]
  for (const secret of secrets) yield ['secrets', secret.toString('base64')]
  for (const [kind, items] of Object.entries(lists)) for (const item of items) yield [kind, item]
}

/** Throws an Error that says what is wrong where the text is torn, changed or of something else. */
export function readSnapshotText(text: string): SnapshotCopy {
  const end = text.lastIndexOf('\n', text.length - 2) + 1
  const content = text.slice(0, end)
  if (!text.startsWith(`["${PROGRAM}"`)) throw new Error('it is no snapshot of GoKart')
  if (text.slice(end) !== `${createHash('sha256').update(content).digest('hex')}\n`) throw new Error('it is torn')
  const [head, ...rest] = content.trimEnd().split('\n')
  const [, { format, takenAt, version }] = JSON.parse(head!) as [string, { [name: string]: number }]
  if (format !== FORMAT) throw new Error(`it is of format ${format}, and this version of GoKart reads ${FORMAT}`)
  return { takenAt: takenAt!, parts: partsOf(version!, rest) }
}

function partsOf(version: number, rest: readonly string[]): SnapshotParts {
  const parts = { version, advertisers: [], partners: [], offers: [], tokens: [], secrets: [] as Buffer[] }
  for (const line of rest) {
    const [kind, value] = JSON.parse(line) as [Exclude<keyof typeof parts, 'version'>, never]
    if (kind === 'secrets') parts.secrets.push(Buffer.from(value, 'base64'))
    else parts[kind].push(value)
  }
  return parts
}
