/** The head of a request that has nothing to it: see {@link readPlainHead}. */
export interface PlainHead {
  readonly target: string
  /** The wanted ones that it has, by name in lower case; all have the same shape, so that reading them is cheap. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** Longer ones are left to node:http, which knows what to say of them. */
const MOST_BYTES = 8 * 1024

/** These say how long the request is, what to do with the connection, or that it wants something else. */
const NOT_PLAIN = [
  'content-length',
  'transfer-encoding',
  'trailer',
  'te',
  'expect',
  'upgrade',
  'proxy-connection',
  'keep-alive',
  'http2-settings',
] as const

/** What is to be done with a field of that name, in lower case; others change nothing. */
interface Field {
  readonly name: string
  readonly bytes: Uint8Array
  readonly use: 'keep' | 'refuse' | 'host' | 'connection'
}

export interface Fields {
  /** By length and first letter of the name: most names are sorted out by this. */
  readonly byHint: readonly (readonly Field[])[]
  readonly none: PlainHead['headers']
}

export function fieldsOf(wanted: readonly string[]): Fields {
  const uses: [name: string, use: Field['use']][] = [
    ...wanted.map((name): [string, Field['use']] => [name, 'keep']),
    ...NOT_PLAIN.map((name): [string, Field['use']] => [name, 'refuse']),
    ['host', 'host'],
    ['connection', 'connection'],
  ]
  const byHint = Array.from({ length: 1024 }, (): Field[] => [])
  for (const [name, use] of uses) {
    byHint[hintOf(name.length, name.charCodeAt(0))]!.push({ name, bytes: Buffer.from(name), use })
  }
  return { byHint, none: Object.fromEntries([...wanted, 'connection'].map((name) => [name, undefined])) }
}

/** The same for a letter in either case. */
function hintOf(length: number, first: number): number {
  return ((length & 31) << 5) | (first & 31)
}

const START = Buffer.from('GET /')
const VERSION = Buffer.from(' HTTP/1.1\r\n')
const [TAB, LF, CR, SPACE, COLON] = [0x09, 0x0a, 0x0d, 0x20, 0x3a]

/** What a byte may be in, as sums. No class has CR, and every head ends with one: so looking for the end of something stops there. */
const CLASS = new Uint8Array(256)
const [TARGET, NAME, VALUE] = [1, 2, 4]
for (let byte = 0; byte < 256; byte++) {
  const char = String.fromCharCode(byte)
  // Without a fragment.
  if (/[!"$-~]/.test(char)) CLASS[byte]! |= TARGET
  if (/[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(char)) CLASS[byte]! |= NAME
  if (/[\t\x20-\x7e]/.test(char)) CLASS[byte]! |= VALUE
}

/**
 * The head, where the bytes are one whole GET in HTTP/1.1 as browsers and proxies write it: without a body, on a connection that
 * stays open, with one Host, and no field twice that matters. Nothing before, between or behind. Undefined for everything else, which is
 * not to be judged here but by node:http: so what two servers could read in two ways is never read by this one.
 */
export function readPlainHead(bytes: Buffer, fields: Fields): PlainHead | undefined {
  const end = bytes.length - 2
  if (bytes.length > MOST_BYTES || bytes[end] !== CR || bytes[end + 1] !== LF || !has(bytes, 0, START)) return undefined
  let at = START.length
  while ((CLASS[bytes[at]!]! & TARGET) !== 0) at++
  if (!has(bytes, at, VERSION)) return undefined
  const text = bytes.toString('latin1', 0, end)
  const target = text.slice(START.length - 1, at)
  const headers = readFields(bytes, text, at + VERSION.length, fields)
  return headers && { target, headers }
}

/** Fields from `at` to the end of the text, after which the last CR and LF stand. */
function readFields(
  bytes: Buffer,
  text: string,
  at: number,
  { byHint, none }: Fields,
): PlainHead['headers'] | undefined {
  const headers: Record<string, string | undefined> = { ...none }
  let hosts = 0
  while (at < text.length) {
    const begin = at
    while ((CLASS[bytes[at]!]! & NAME) !== 0) at++
    const colon = at
    if (colon === begin || bytes[colon] !== COLON) return undefined
    for (at++; (CLASS[bytes[at]!]! & VALUE) !== 0;) at++
    const field = fieldAt(byHint[hintOf(colon - begin, bytes[begin]!)]!, bytes, begin, colon - begin)
    if (field) {
      const { name, use } = field
      if (use === 'refuse') return undefined
      if (use === 'host') hosts++
      else {
        const value = trimmed(bytes, text, colon + 1, at)
        if (use === 'connection' && value.toLowerCase() !== 'keep-alive') return undefined
        if (headers[name] !== undefined) return undefined
        headers[name] = value
      }
    }
    if (bytes[at] !== CR || bytes[at + 1] !== LF) return undefined
    at += 2
  }
  return at === text.length && hosts === 1 ? headers : undefined
}

/** The one whose name stands there, in any case. Names are letters, digits and hyphens, which no other byte of a name is one bit away from. */
function fieldAt(candidates: readonly Field[], bytes: Buffer, begin: number, length: number): Field | undefined {
  for (const field of candidates) {
    if (field.bytes.length !== length) continue
    let at = 0
    while (at < length && (bytes[begin + at]! | 0x20) === field.bytes[at]) at++
    if (at === length) return field
  }
  return undefined
}

function has(bytes: Buffer, at: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false
  return true
}

function trimmed(bytes: Buffer, text: string, from: number, to: number): string {
  let [begin, end] = [from, to]
  while (begin < end && isBlank(bytes[begin]!)) begin++
  while (end > begin && isBlank(bytes[end - 1]!)) end--
  return text.slice(begin, end)
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB
}
