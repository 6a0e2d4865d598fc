import type { Mac } from '@gokart/shared/click-id'
import { readTestMark } from '../snapshot/test-mark.js'

/** Whether the query of a click link has a test mark that is good for this offer. `now`: Unix ms. */
export function isTestClick(query: string, offerId: number, macs: readonly Mac[], now: number): boolean {
  if (!query.includes('gk_test=')) return false
  const [, mark = ''] = /(?:^|&)gk_test=([^&]*)/.exec(query) ?? []
  return readTestMark(mark, macs, now) === offerId
}
