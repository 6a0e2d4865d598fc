import type { Database } from '../../db/knex.js'
import { offerGroup } from '../../db/offer-group.js'
import type { End, KeyRange } from './keys.js'

/** A click that is stored, as far as a suggestion needs it. */
export interface StoredId {
  /** The ID in 32 hexadecimal digits, small letters. */
  readonly digits: string
  readonly offerId: number | null
  readonly advertiserId: number | null
}

/** Looks for clicks that the reader may see, and finds no others. Each function is one indexed query with a limit. */
export interface StoredClicks {
  /** Clicks in any of the ranges, at most 32. */
  within(ranges: readonly KeyRange[]): Promise<StoredId[]>
  /** Of the newest 100,000 clicks of the offer's group in the range, those of the offer whose ID ends with the digits. */
  endingOn(end: End): Promise<StoredId[]>
}

const MOST_ROWS = 32
const MOST_OF_GROUP = 100_000
const COLUMNS = 'LOWER(HEX(c.id)) AS digits, c.offer_id AS offerId, c.advertiser_id AS advertiserId'

/** `advertiserId`: the only advertiser whose clicks are found; null finds all. */
export function createStoredClicks(db: Database, advertiserId: number | null): StoredClicks {
  const own = advertiserId === null ? '' : 'AND c.advertiser_id = ?'
  const owner = advertiserId === null ? [] : [advertiserId]

  async function read(sql: string, bindings: readonly (Buffer | string | number)[]): Promise<StoredId[]> {
    const [rows] = (await db.raw(sql, [...bindings])) as [StoredId[]]
    return rows
  }

  return {
    async within(ranges) {
      if (ranges.length === 0) return []
      const any = ranges.map(({ from, to }) => (from === to ? 'c.id = ?' : 'c.id BETWEEN ? AND ?')).join(' OR ')
      const keys = ranges.flatMap(({ from, to }) => (from === to ? [from] : [from, to]))
      return read(`SELECT ${COLUMNS} FROM clicks c FORCE INDEX (PRIMARY) WHERE (${any}) ${own} LIMIT ${MOST_ROWS}`, [
        ...keys.map((key) => Buffer.from(key, 'hex')),
        ...owner,
      ])
    },

    endingOn: ({ digits, offerId, among }) =>
      read(
        `SELECT ${COLUMNS} FROM (
           SELECT id, offer_id FROM clicks FORCE INDEX (clicks_offer) WHERE offer_group = ? AND id BETWEEN ? AND ?
           ORDER BY id DESC LIMIT ${MOST_OF_GROUP}
         ) latest JOIN clicks c ON c.id = latest.id
         WHERE latest.offer_id = ? AND RIGHT(latest.id, 8) = ? ${own} LIMIT ${MOST_ROWS}`,
        [
          offerGroup(offerId),
          ...[among.from, among.to].map((key) => Buffer.from(key, 'hex')),
          offerId,
          Buffer.from(digits, 'hex'),
          ...owner,
        ],
      ),
  }
}
