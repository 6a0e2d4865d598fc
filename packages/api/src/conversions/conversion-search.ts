import type { ConversionFilter } from '@gokart/shared'
import { equals, testCondition, together } from '../db/long-list/conditions.js'
import type { Sort } from '../db/long-list/long-page.js'
import type { Condition } from '../db/long-list/path.js'
import { asUuid, uuidToBytes } from '../db/uuid.js'

const ID = { column: 'id', kind: 'id' } as const
const NAMED = [
  { index: 'PRIMARY', prefix: ['id'], named: true },
  { index: 'conversions_click', prefix: ['click_id'], named: true },
  { index: 'conversions_ref', prefix: ['conversion_ref'], named: true },
]

/** In which orders conversions are listed, and the indexes that have them so. */
export const SORTS = {
  convertedAt: {
    order: [{ column: 'converted_at', kind: 'instant' }, ID],
    paths: [
      ...NAMED,
      {
        index: 'conversions_offer',
        prefix: ['offer_id'],
        covers: ['status', 'test', 'advertiser_id', 'revenue'],
      },
      {
        index: 'conversions_advertiser',
        prefix: ['advertiser_id'],
        covers: ['status', 'test', 'offer_id', 'revenue'],
      },
      { index: 'conversions_status', prefix: ['status'], covers: ['test', 'revenue'] },
      { index: 'conversions_converted', prefix: [], covers: ['test', 'status', 'revenue'] },
    ],
  },
  revenue: {
    order: [{ column: 'revenue', kind: 'decimal' }, ID],
    paths: [
      ...NAMED,
      {
        index: 'conversions_advertiser_revenue',
        prefix: ['advertiser_id'],
        covers: ['test', 'status', 'converted_at', 'offer_id'],
      },
      { index: 'conversions_revenue', prefix: [], covers: ['test', 'status', 'converted_at', 'offer_id'] },
    ],
  },
} as const satisfies Record<string, Sort>

/**
 * What the list has, as alternatives. A UUID in the search is a click's or the conversion's own; another text is the advertiser's conversion
 * ID, or names offers: those with `offerIds`.
 */
export function searched(
  filter: ConversionFilter,
  advertiserId: number | undefined,
  offerIds: readonly number[],
): Condition[][] {
  const uuid = asUuid(filter.q)
  const always = [
    ...equals('advertiser_id', advertiserId),
    ...equals('offer_id', filter.offerId),
    ...equals('click_id', filter.clickId && uuidToBytes(filter.clickId)),
    ...(filter.status ? [{ column: 'status', values: filter.status }] : []),
    ...testCondition(filter.test, filter.clickId !== undefined || uuid !== undefined),
  ]
  return matching(filter.q, uuid, offerIds).flatMap((search) => together(always, search))
}

function matching(text: string | undefined, uuid: string | undefined, offerIds: readonly number[]): Condition[][] {
  if (!text) return [[]]
  const ids = uuid ? ['click_id', 'id'].map((column) => equals(column, uuidToBytes(uuid))) : []
  return [equals('conversion_ref', text), ...ids, [{ column: 'offer_id', values: offerIds }]]
}
