import { idsInside } from './click-id-text.js'
import type { ParsedPostback } from './parse.js'
import { quote } from './text.js'

/** Another parameter that holds a click ID, where `gk_click_id` has none: its name and the ID. */
export function misplacedId(sent: ReadonlyMap<string, string>): { name: string; id: string } | undefined {
  for (const [name, value] of sent) {
    const [id, other] = name === 'gk_click_id' || name === 'cnv_conversion_id' ? [] : idsInside(value)
    if (id !== undefined && other === undefined) return { name, id }
  }
  return undefined
}

/** Better words for a missing click ID, where the rest of the postback tells what went wrong. */
export function whereElse({ sent, bodyProblem }: ParsedPostback): { message?: string; remedy?: string } {
  const misplaced = misplacedId(sent)
  if (misplaced) {
    return {
      message: `The postback has no gk_click_id, but ${quote(misplaced.name)} holds what looks like a click ID.`,
      remedy: `Send that value as gk_click_id instead of ${quote(misplaced.name)}.`,
    }
  }
  if (bodyProblem === undefined) return {}
  return {
    message: `${bodyProblem} The URL has no gk_click_id.`,
    remedy: 'Send a JSON object such as {"gk_click_id": "..."}, a form, or the parameters in the URL.',
  }
}
