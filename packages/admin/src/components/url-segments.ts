import type { UrlSegment } from '@gokart/shared'
import { isMacroName } from '@gokart/shared/macros'

const TO_BE_REPLACED = /TOBEREPLACED/

/**
 * Colours a URL of which only the text is known. In a link, GoKart's macros are ours; in a postback URL, the values are the
 * tracker's macros, or to be replaced by hand, or the token. Joined, the texts are the URL, byte for byte.
 */
export function segmentsOf(url: string): UrlSegment[] {
  return /[?&]gk_click_id=/.test(url) && !url.includes('{gk_click_id}') ? postbackSegments(url) : linkSegments(url)
}

function linkSegments(url: string): UrlSegment[] {
  const parts = url.split(/(\{\w+\}|TOBEREPLACED)/).filter((text) => text !== '')
  return parts.map((text) => {
    if (TO_BE_REPLACED.test(text)) return { text, kind: 'replace' }
    return { text, kind: text.startsWith('{') && isMacroName(text.slice(1, -1)) ? 'ours' : 'fixed' }
  })
}

function postbackSegments(url: string): UrlSegment[] {
  const question = url.indexOf('?') + 1
  const segments: UrlSegment[] = [{ text: url.slice(0, question), kind: 'fixed' }]
  url
    .slice(question)
    .split(/(?=&)/)
    .forEach((pair) => {
      const equals = pair.indexOf('=') + 1
      const name = pair.slice(0, equals).replace(/^&|=$/g, '')
      const value = pair.slice(equals)
      segments.push({ text: pair.slice(0, equals), kind: 'fixed' })
      if (value !== '') segments.push({ text: value, kind: kindOf(name, value) })
    })
  return segments
}

function kindOf(name: string, value: string): UrlSegment['kind'] {
  if (TO_BE_REPLACED.test(value)) return 'replace'
  if (name === 'token') return 'secret'
  // A macro has brackets or signs that a plain value, which is percent-encoded, never has.
  return /^[\w.~%+-]*$/.test(value) ? 'ours' : 'tracker-macro'
}
