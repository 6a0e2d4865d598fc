import { POSTBACK_PARAMETERS, type PostbackParameter, type Reason } from '@gokart/shared'
import type { PostbackRow } from '../db/tables.js'
import { readClickId } from './click-id-text.js'
import { eventInRemedy } from './event.js'
import { misplacedId } from './misplaced.js'
import type { Suggestion } from './near-miss/suggestion.js'
import type { ParsedPostback } from './parse.js'

/**
 * The URL that the sender probably meant, with all parameters in the query and the token hidden; null where nothing can be
 * told, above all for a macro: its value is known to the tracker alone. Of what the click ID may be, the first suggestion is
 * taken where it is certain.
 */
export function correctedUrl(
  row: PostbackRow,
  reason: Reason | null,
  postback: ParsedPostback,
  base: string,
  [suggestion]: readonly Suggestion[],
): string | null {
  const meant: Partial<Record<PostbackParameter, string>> | undefined =
    suggestion?.certain && suggestion.clickId ? { gk_click_id: suggestion.clickId } : undefined
  const correction = reason === null ? undefined : (meant ?? correctionOf(row, reason, postback))
  if (!correction) return null
  const query = new URLSearchParams()
  for (const name of POSTBACK_PARAMETERS) {
    const value = correction[name] ?? postback.sent.get(name)?.trim()
    if (value) query.set(name, name === 'token' ? '***' : value)
  }
  return `${base}/postback?${query.toString()}`
}

function correctionOf(
  row: PostbackRow,
  reason: Reason,
  { clickId, sent }: ParsedPostback,
): Partial<Record<PostbackParameter, string>> | undefined {
  if (reason === 'missing_click_id') {
    const misplaced = misplacedId(sent)
    return misplaced && { gk_click_id: misplaced.id }
  }
  if (reason === 'malformed_click_id') {
    const read = readClickId(clickId)
    return read.ok || read.meant === undefined ? undefined : { gk_click_id: read.meant }
  }
  if (reason === 'unknown_event') {
    const event = eventInRemedy(row.remedy)
    return event === undefined ? undefined : { cnv_event_id: event }
  }
  return undefined
}
