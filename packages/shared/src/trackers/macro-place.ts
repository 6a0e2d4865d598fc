import { splitLink, type Span } from './link-parts.js'
import { decode, readSlots } from './slots.js'

/** Where in a link something stands. `parameter`: the one whose value it is, or is part of; null where it is in none. */
export interface LinkPlace {
  part: 'path' | 'query' | 'fragment'
  parameter: string | null
}

/** The place of the character at `position`. A label in the path (`pubref:...`) counts as a parameter. */
export function placeInLink(link: string, position: number): LinkPlace {
  const { query, fragment, fragmentQuery, path } = splitLink(link)
  if (fragment && position >= fragment.start) {
    return { part: 'fragment', parameter: fragmentQuery ? parameterAt(link, fragmentQuery, position) : null }
  }
  if (query && position >= query.start) return { part: 'query', parameter: parameterAt(link, query, position) }
  return { part: 'path', parameter: labelBefore(link.slice(path.start, position)) }
}

function parameterAt(link: string, span: Span, position: number): string | null {
  const slot = readSlots(link, span).slots.find(({ value }) => position >= value.start && position <= value.end)
  return slot ? decode(slot.name) : null
}

function labelBefore(text: string): string | null {
  return /([\w.~$-]+):[^/:]*$/.exec(text)?.[1] ?? null
}
