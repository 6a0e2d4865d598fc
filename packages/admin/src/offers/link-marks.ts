import { parseTemplate } from '@gokart/shared/macros'
import type { Insertion } from './tracking-link'

/** A piece of the link as the field shows it: `macro` is one of ours, `added` was put in for the user. */
export interface LinkMark {
  text: string
  macro: boolean
  added: boolean
}

/** Takes the link apart for colouring. Joined, the texts are the link, byte for byte. */
export function linkMarks(link: string, insertion: Insertion | null): LinkMark[] {
  const macros = parseTemplate(link).slots.map(({ name, start }) => ({ start, end: start + name.length + 2 }))
  const cuts = [
    0,
    link.length,
    ...[...macros, ...(insertion ? [insertion] : [])].flatMap(({ start, end }) => [start, end]),
  ]
  const edges = [...new Set(cuts)].toSorted((a, b) => a - b)
  return edges.slice(0, -1).map((start, index) => ({
    text: link.slice(start, edges[index + 1]),
    macro: macros.some((macro) => macro.start <= start && start < macro.end),
    added: insertion !== null && insertion.start <= start && start < insertion.end,
  }))
}
