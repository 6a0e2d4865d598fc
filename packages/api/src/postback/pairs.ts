import { jsonPairs } from './json-pairs.js'

/** A parameter as it stands in a text: `start` to `end` is its value there, still encoded. */
export interface Pair {
  readonly name: string
  readonly value: string
  readonly start: number
  readonly end: number
  /** False inside a nested object, where no parameter is looked for. */
  readonly top: boolean
}

export interface Pairs {
  readonly pairs: readonly Pair[]
  /** Writes a plain value the way this text writes values. */
  readonly encode: (value: string) => string
  /** Why nothing of the text counts; `pairs` are there all the same, so that no secret of theirs gets into the log. */
  readonly problem?: string
}

const asItIs = (value: string) => value

/** The parameters of a URL's query. */
export function queryPairs(url: string): Pairs {
  const mark = url.indexOf('?')
  return { pairs: mark < 0 ? [] : formPairs(url, mark + 1), encode: asItIs }
}

/**
 * The parameters of a body. Its own look decides before its content type: `curl -d '{...}'` sends JSON that calls itself a
 * form. `partial`: the end was cut off when it was stored, so that broken JSON is no surprise.
 */
export function bodyPairs(body: string | null, contentType: string | null, partial = false): Pairs {
  if (body === null || body.trim() === '') return { pairs: [], encode: asItIs }
  const boundary = /^multipart\/form-data\b.*?\bboundary="?([^";]+)/i.exec(contentType ?? '')?.[1]
  if (boundary !== undefined) return { pairs: multipartPairs(body, boundary), encode: asItIs }
  if (body.trimStart().startsWith('{')) return readJson(body, partial)
  if (/^\s*\[/.test(body) || /[/+]json\b/i.test(contentType ?? ''))
    return { ...readJson(body, true), problem: NO_OBJECT }
  return { pairs: formPairs(body, 0), encode: asItIs }
}

const NO_OBJECT = 'The body is JSON, or says so, and is no JSON object, so it was ignored.'
const BROKEN = 'The body is broken JSON, so it was ignored.'

function readJson(body: string, partial: boolean): Pairs {
  const pairs = jsonPairs(body)
  const broken = !partial && !isJson(body)
  return { pairs, encode: (value) => JSON.stringify(value), ...(broken && { problem: BROKEN }) }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function formPairs(text: string, from: number): Pair[] {
  const pairs: Pair[] = []
  let start = from
  for (const part of text.slice(from).split('&')) {
    const equals = part.indexOf('=')
    const end = start + part.length
    const valueStart = equals < 0 ? end : start + equals + 1
    const name = decode(equals < 0 ? part : part.slice(0, equals))
    if (part !== '') pairs.push({ name, value: decode(text.slice(valueStart, end)), start: valueStart, end, top: true })
    start = end + 1
  }
  return pairs
}

/** As forms are decoded everywhere: `+` is a space, what is no percent code stays, bytes that are no UTF-8 become U+FFFD. */
function decode(text: string): string {
  if (!ENCODED.test(text)) return text
  return new URLSearchParams(`v=${text}`).get('v') ?? ''
}

/** What does not stand for itself. */
const ENCODED = /[%+\ud800-\udfff]/

function multipartPairs(body: string, boundary: string): Pair[] {
  const pairs: Pair[] = []
  let start = 0
  for (const part of body.split(`--${boundary}`)) {
    const match = /^\r?\n([^]*?)\r?\n\r?\n([^]*?)\r?\n?$/d.exec(part)
    const name = /;\s*name="([^"]*)"/i.exec(match?.[1] ?? '')?.[1]
    const [valueStart, valueEnd] = match?.indices?.[2] ?? []
    if (name !== undefined && valueStart !== undefined && valueEnd !== undefined) {
      const value = part.slice(valueStart, valueEnd)
      pairs.push({ name, value, start: start + valueStart, end: start + valueEnd, top: true })
    }
    start += part.length + boundary.length + 2
  }
  return pairs
}
