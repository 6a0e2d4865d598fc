import { SUB_COUNT, type DimensionName, type Family, type Grain } from '@gokart/shared'

type ColumnName = Exclude<DimensionName, Grain>

/** `c`: the click; `o`: the offer. */
const OF_CLICK = {
  device: 'c.device',
  os: 'c.os',
  browser: 'c.browser',
  ...(Object.fromEntries(
    Array.from({ length: SUB_COUNT }, (_, index) => [`pub_sub_${index + 1}`, `c.pub_sub_${index + 1}`]),
  ) as Record<Extract<DimensionName, `pub_sub_${number}`>, string>),
} as const

/** Where rows of a family stand, and the column of each dimension that they know. Nothing else of a report's dimensions reaches SQL. */
export interface FamilyTable {
  readonly table: string
  readonly alias: string
  /** Moment of the row, Unix ms. */
  readonly at: Readonly<Record<'click' | 'conversion', string>>
  readonly columns: { readonly [name in ColumnName]?: string }
  /** By the alias of what is joined. */
  readonly joins: Readonly<Record<string, string>>
}

/** The time that a time-first key begins with: counts of a period are ranges of keys. */
const keyTime = (column: string) => `CAST(CONV(HEX(LEFT(${column}, 6)), 16, 10) AS SIGNED)`
/** Not UNIX_TIMESTAMP: that of MariaDB 10 ends in 2038. */
const columnTime = (column: string) => `TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${column}) DIV 1000`

export const FAMILY_TABLES: Readonly<Record<Family, FamilyTable>> = {
  clicks: {
    table: 'clicks',
    alias: 'c',
    at: { click: keyTime('c.id'), conversion: keyTime('c.id') },
    columns: {
      advertiser: 'c.advertiser_id',
      offer: 'c.offer_id',
      tracker: 'o.tracker_id',
      partner: 'c.partner_id',
      country: 'c.country',
      traffic_class: 'c.traffic_class',
      ...OF_CLICK,
    },
    joins: { o: 'LEFT JOIN offers AS o ON o.id = c.offer_id' },
  },
  conversions: {
    table: 'conversions',
    alias: 'v',
    at: { click: columnTime('v.clicked_at'), conversion: columnTime('v.converted_at') },
    columns: {
      advertiser: 'v.advertiser_id',
      offer: 'v.offer_id',
      event: 'v.offer_event_id',
      tracker: 'o.tracker_id',
      partner: 'v.partner_id',
      // The conversion keeps these; of the others nothing is left when the click is purged.
      country: 'v.country',
      traffic_class: 'v.traffic_class',
      ...OF_CLICK,
    },
    joins: {
      o: 'LEFT JOIN offers AS o ON o.id = v.offer_id',
      c: 'LEFT JOIN clicks AS c ON c.id = v.click_id',
    },
  },
  postbacks: {
    table: 'postbacks',
    alias: 'p',
    at: { click: keyTime('p.id'), conversion: keyTime('p.id') },
    columns: { advertiser: 'p.advertiser_id', offer: 'p.offer_id', tracker: 'o.tracker_id', reason: 'p.reason' },
    joins: { o: 'LEFT JOIN offers AS o ON o.id = p.offer_id' },
  },
}
