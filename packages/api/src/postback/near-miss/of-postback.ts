import type { Reason } from '@gokart/shared'
import type { PostbackRow } from '../../db/tables.js'
import { misplacedId } from '../misplaced.js'
import { parsePostback } from '../parse.js'
import { rawOfRow } from '../rows.js'
import { quote } from '../text.js'
import { findNearMisses, type NearMissDeps } from './near-miss.js'
import type { Reader, Suggestion } from './suggestion.js'

/** The rules that a wrong click ID breaks. */
const ABOUT_THE_ID: ReadonlySet<string> = new Set<Reason>([
  'unreplaced_macro',
  'malformed_click_id',
  'forged_click_id',
  'unknown_click',
  'wrong_advertiser',
])

/** What the click ID of a rejected postback may be, for a reader who is signed in and may see the log row. */
export async function nearMissesOf(
  row: PostbackRow,
  deps: Pick<NearMissDeps, 'snapshot' | 'clicks'>,
  reader: Reader,
): Promise<Suggestion[]> {
  const { clickId, sent } = parsePostback(rawOfRow(row))
  if (row.reason === 'missing_click_id') return misplacedSuggestion(sent)
  if (clickId === undefined || row.reason === null || !ABOUT_THE_ID.has(row.reason)) return []
  const about = { ...deps, receivedAt: row.received_at, sender: row.advertiser_id }
  const suggestions = await findNearMisses(clickId, about, reader)
  // There the ID is a click's: only whose it is remains to be said, to those who may know.
  if (row.reason !== 'wrong_advertiser') return suggestions
  return suggestions.filter(({ kind }) => kind === 'other_advertiser')
}

function misplacedSuggestion(sent: ReadonlyMap<string, string>): Suggestion[] {
  const misplaced = misplacedId(sent)
  if (!misplaced) return []
  const message = `${quote(misplaced.name)} holds what may be the click ID.`
  const remedy = `Send that value as gk_click_id instead of ${quote(misplaced.name)}.`
  return [{ kind: 'other_parameter', message, remedy, clickId: misplaced.id, trackerIds: [], certain: false }]
}
