/** The head of a request that has nothing to it: see {@link readPlainHead}. */
export interface PlainHead {
  readonly target: string
  /** The wanted ones that it has, by name in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** Longer ones are left to node:http, which knows what to say of them. */
const MOST_BYTES = 8 * 1024

// A target without a fragment; fields of which each has a name, and a value of printable ASCII. Nothing before, between or behind.
const PLAIN = /^GET (\/[!"$-~]*) HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e]*\r\n)+\r\n$/

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

/** What is to be done with a field, by its name in lower case; others change nothing. */
export interface Fields {
  readonly uses: ReadonlyMap<string, 'keep' | 'refuse' | 'host' | 'connection'>
  /** 1 where a name of that length and beginning is among them: most are sorted out by this. */
  readonly hints: Uint8Array
}

export function fieldsOf(wanted: readonly string[]): Fields {
  const uses: Fields['uses'] = new Map([
    ...wanted.map((name) => [name, 'keep'] as const),
    ...NOT_PLAIN.map((name) => [name, 'refuse'] as const),
    ['host', 'host'],
    ['connection', 'connection'],
  ])
  const hints = new Uint8Array(1024)
  for (const name of uses.keys()) hints[hintOf(name.length, name.charCodeAt(0))] = 1
  return { uses, hints }
}

/** The same for a letter in either case. */
function hintOf(length: number, first: number): number {
  return ((length & 31) << 5) | (first & 31)
}

/**
 * The head, where the bytes are one whole GET in HTTP/1.1 as browsers and proxies write it: without a body, on a connection that
 * stays open, with one Host, and no field twice that matters. Undefined for everything else, which is not to be judged here but by
 * node:http: so what two servers could read in two ways is never read by this one.
 */
export function readPlainHead(bytes: Buffer, { uses, hints }: Fields): PlainHead | undefined {
  if (bytes.length > MOST_BYTES) return undefined
  const text = bytes.toString('latin1')
  const match = PLAIN.exec(text)
  if (!match) return undefined
  const target = match[1]!
  const headers: Record<string, string> = {}
  let hosts = 0
  const end = text.length - 2
  for (let at = 'GET '.length + target.length + ' HTTP/1.1\r\n'.length, next; at < end; at = next) {
    next = text.indexOf('\r\n', at) + 2
    const colon = text.indexOf(':', at)
    if (hints[hintOf(colon - at, text.charCodeAt(at))] === 0) continue
    const name = text.slice(at, colon).toLowerCase()
    const use = uses.get(name)
    if (use === undefined) continue
    if (use === 'refuse') return undefined
    if (use === 'host') hosts++
    else {
      const value = trimmed(text, colon + 1, next - 2)
      if (use === 'connection' && value.toLowerCase() !== 'keep-alive') return undefined
      if (headers[name] !== undefined) return undefined
      headers[name] = value
    }
  }
  return hosts === 1 ? { target, headers } : undefined
}

function trimmed(text: string, from: number, to: number): string {
  let [begin, end] = [from, to]
  while (begin < end && isBlank(text.charCodeAt(begin))) begin++
  while (end > begin && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(begin, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
