import { splitLink } from './link-parts.js'
import { readSlots } from './slots.js'

/** GoKart's macro for the click ID, as it stands in a tracking link. */
export const CLICK_MACRO = '{gk_click_id}'

// A copy may have percent-encoded the braces; the lint of links has a fix for that.
const ANYWHERE = /(?:\{|%7b)gk_click_id(?:\}|%7d)/i
const ALONE = /^(?:\{|%7b)gk_click_id(?:\}|%7d)$/i
const LABELLED = /^([\w.~$-]+):(.*)$/s

/** True where the link has the click macro already, whatever the spelling of its braces. */
export function hasClickMacro(link: string): boolean {
  return ANYWHERE.test(link)
}

/**
 * The parameter of a tracking link that carries the click ID, as it is written there: a query parameter, one of a
 * fragment's query, or a label of the path (`pubref:{gk_click_id}`). `postbackUrl` takes it as `parameterName`, so that
 * the postback asks for what the link sends. Undefined where the macro is not the whole value of a named parameter.
 */
export function clickParameterOf(link: string): string | undefined {
  const { path, query, fragmentQuery } = splitLink(link)
  for (const span of [query, fragmentQuery]) {
    const slots = span ? readSlots(link, span).slots : []
    const slot = slots.find(({ value }) => ALONE.test(link.slice(value.start, value.end)))
    if (slot) return slot.name
  }
  for (const segment of link.slice(path.start, path.end).split('/')) {
    const [, label, value = ''] = LABELLED.exec(segment) ?? []
    if (label !== undefined && ALONE.test(value)) return label
  }
  return undefined
}
