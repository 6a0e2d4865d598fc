import type { Finding, Reason } from '@gokart/shared'
import { wordsOf } from '../postback/verdict.js'
import { finding } from './line.js'

/** Column that a reason is about, where it is one. */
const COLUMNS: Partial<Record<string, string>> = {
  unreplaced_macro: 'gk_click_id',
  malformed_click_id: 'gk_click_id',
  forged_click_id: 'gk_click_id',
  unknown_click: 'gk_click_id',
  wrong_advertiser: 'gk_click_id',
  missing_event: 'cnv_event_id',
  unknown_event: 'cnv_event_id',
  invalid_amount: 'cnv_amount',
  too_early: 'time',
  too_late: 'time',
}

/** A rejection as a finding. */
export function rejection(reason: Reason, message?: string, remedy?: string): Finding {
  if (reason === 'wrong_advertiser') return finding('gk_click_id', OTHERS_CLICK, 'Choose the advertiser of the click.')
  const words = wordsOf({ reason, ...(message && { message }), ...(remedy && { remedy }) })
  return finding(COLUMNS[reason] ?? null, words.message, words.remedy)
}
const OTHERS_CLICK = 'The click belongs to another advertiser than the file.'
