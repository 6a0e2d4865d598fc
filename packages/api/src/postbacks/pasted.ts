import { shellWords } from './shell-words.js'

/** A request as somebody pasted it. */
export interface Pasted {
  /** Path and query, as a server gets them. */
  readonly url: string
  readonly method?: string
  readonly contentType?: string
  readonly body?: string
}

/** Why a text is no postback: one sentence with the remedy. */
export class NoPostback extends Error {}

/**
 * Reads a pasted postback: a URL or its path and query, alone or in quotes, in a line of an access log, in a link of HTML, or in a
 * curl command. What the sender would have sent stays as it is, faults included. Throws NoPostback.
 */
export function readPasted(text: string): Pasted {
  const plain = text.replace(/[\u200b\ufeff]/g, '').trim()
  if (plain === '') throw new NoPostback('Paste a postback URL.')
  return /^(?:\$\s*)?curl\s/.test(plain) ? readCurl(plain) : { url: targetOf(urlIn(plain)) }
}

const PATH = /\/postback\/*(?=[?\s"'#]|$)/i

/** The URL in a text: from its start to the end of its line, without what stands around it. */
function urlIn(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim())
  const line = lines.find((one) => PATH.test(one)) ?? lines[0] ?? ''
  const link = /href\s*=\s*(["'])(.*?)\1/i.exec(line)?.[2]
  if (link !== undefined) return link
  const start = /https?:\/\/|(?<![\w.:/-])\/+postback/i.exec(line)
  const opened = start ? line.slice(0, start.index).at(-1) : undefined
  const rest = start ? line.slice(start.index) : line
  const closing = { '"': '"', "'": "'", '<': '>', '(': ')', '`': '`' }[opened ?? '']
  const end = closing === undefined ? -1 : rest.indexOf(closing)
  return (end < 0 ? rest : rest.slice(0, end)).replace(/\s+HTTP\/\d(?:\.\d)?\b.*$/i, '')
}

/** Path and query of a URL. A text that begins with a query or a parameter is one without its path. */
function targetOf(url: string): string {
  if (/^\?*[\w.-]+=/.test(url)) return `/postback?${encoded(url.replace(/^\?+/, ''))}`
  const [, path = '', query = ''] = /^(?:https?:\/\/[^/?#]*)?([^?]*)(\?.*)?$/is.exec(url) ?? []
  if (!/\/postback\/*$/i.test(path)) {
    throw new NoPostback('This is no postback URL: its path is /postback, as in https://.../postback?gk_click_id=...')
  }
  return `/postback${encoded(query)}`
}

/** Blanks and line breaks cannot stand in a request; whoever sends them sends their codes. */
function encoded(query: string): string {
  return query.trim().replace(/\s/g, encodeURIComponent)
}

const TAKES_A_VALUE =
  /^(?:-[XHdFAebouxmTKcE]|--(?:request|header|data(?:-\w+)?|json|form|user-agent|user|url|output|max-time|proxy|cookie))$/
const DATA = /^(?:-d|--data(?:-ascii|-binary|-raw|-urlencode)?|--json)$/

function readCurl(text: string): Pasted {
  const given = optionsOf(shellWords(text.replace(/^\$\s*/, '')).slice(1))
  const url = given.urls.find((one) => PATH.test(one)) ?? given.urls[0]
  if (url === undefined) throw new NoPostback('The curl command has no URL.')
  const target = targetOf(url)
  const body = given.data.join('&')
  if (given.asQuery) return { url: body === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${body}` }
  if (given.data.length === 0) return { url: target, ...(given.method && { method: given.method }) }
  const contentType = given.contentType ?? (given.json ? 'application/json' : 'application/x-www-form-urlencoded')
  return { url: target, method: given.method ?? 'POST', contentType, body }
}

function optionsOf(words: readonly string[]) {
  const urls: string[] = []
  const data: string[] = []
  const found: { method?: string; contentType?: string; json: boolean; asQuery: boolean } = {
    json: false,
    asQuery: false,
  }
  for (let index = 0; index < words.length; index++) {
    const [, long, inside] = /^(--[\w-]+)=(.*)$/s.exec(words[index]!) ?? []
    const name = long ?? words[index]!
    const value = inside ?? (TAKES_A_VALUE.test(name) ? (words[++index] ?? '') : '')
    if (name === '-G' || name === '--get') found.asQuery = true
    else if (DATA.test(name)) data.push(value)
    else if (/^(?:-X|--request)$/.test(name)) found.method = value.toUpperCase()
    else if (/^(?:-H|--header)$/.test(name)) {
      const type = /^content-type:\s*(.*)$/i.exec(value)?.[1]
      if (type) found.contentType = type
    } else if (name === '--url') urls.push(value)
    else if (!name.startsWith('-')) urls.push(name)
    if (name === '--json') found.json = true
  }
  return { ...found, urls, data }
}
