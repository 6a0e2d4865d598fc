import { domainToASCII } from 'node:url'
import type { Template } from '@gokart/shared/macros'

const UNSAFE = /[^\x21-\x7e]+/g
const AUTHORITY = /^(https?:\/\/)([^/?#\\]*)/i
const LONE_SURROGATE = /\p{Surrogate}/gu
const NOT_ASCII = /[^\0-\x7f]/

/** The template with the link's own text made fit for a header. Values come out of the renderer as ASCII already. */
export function headerSafeTemplate(template: Template): Template {
  const slots = template.slots.map((slot) => ({ ...slot, after: encodeUnsafe(slot.after) }))
  return { ...template, before: headerSafeUrl(template.before), slots }
}

/**
 * The URL (or its beginning) in printable ASCII without blanks, as a browser would send it: an international host as
 * punycode, the rest percent-encoded as UTF-8. Every other byte stays as it is. No CR, LF or NUL can be left.
 */
export function headerSafeUrl(url: string): string {
  return encodeUnsafe(url.replace(AUTHORITY, (_, scheme: string, authority: string) => scheme + asciiHost(authority)))
}

function asciiHost(authority: string): string {
  if (!NOT_ASCII.test(authority)) return authority
  const [, user = '', host = '', port = ''] = /^(.*@)?(.*?)(:\d+)?$/s.exec(authority) ?? []
  return user + (domainToASCII(host) || host) + port
}

function encodeUnsafe(text: string): string {
  return text.replace(UNSAFE, (run) => encodeURIComponent(run.replace(LONE_SURROGATE, '\uFFFD')))
}
