import { formatDecimal } from '@gokart/shared'
import type { Raw } from '../db/long-list/keys.js'
import { bytesToUuid } from '../db/uuid.js'
import { summarisePostback } from '../postback/explain.js'
import type { NamedTable } from './names.repo.js'
import type { Cell } from './table.js'

/** A column of the file of a list that may be long: it is made of columns of the table, without the list's own objects in between. */
export interface ListColumn {
  readonly title: string
  readonly of: readonly string[]
  /** Of their values. */
  readonly cell: (...values: Raw[]) => Cell
  /** The cell is the number of a record, and its name is written. */
  readonly nameIn?: NamedTable
  readonly opsOnly?: true
}

const plain = (title: string, column: string): ListColumn => ({ title, of: [column], cell: asItIs })
const id = (title: string, column: string): ListColumn => ({ title, of: [column], cell: uuidOf })
const moment = (title: string, column: string): ListColumn => ({ title, of: [column], cell: momentOf })
const decimal = (title: string, column: string): ListColumn => ({ title, of: [column], cell: decimalOf })
const record = (title: string, column: string, nameIn: NamedTable): ListColumn[] => [
  plain(`${title} ID`, column),
  { ...plain(title, column), nameIn },
]
const told = (title: string, what: keyof ReturnType<typeof summarisePostback>): ListColumn => ({
  title,
  of: ['outcome', 'reason', 'message', 'remedy'],
  cell: (outcome, reason, message, remedy) =>
    summarisePostback({ outcome, reason, message, remedy } as Parameters<typeof summarisePostback>[0])[what],
})
const OFFER = record('Offer', 'offer_id', 'offers')
const ADVERTISER = record('Advertiser', 'advertiser_id', 'advertisers').map((column) => ({
  ...column,
  opsOnly: true as const,
}))
const PARTNER = record('Partner', 'partner_id', 'partners')

export const LIST_COLUMNS = {
  clicks: [
    id('Click ID', 'id'),
    moment('Time', 'created_at'),
    ...OFFER,
    ...ADVERTISER,
    ...PARTNER,
    plain('Outcome', 'outcome'),
    plain('Traffic', 'traffic_class'),
    plain('IP', 'ip'),
    plain('Country', 'country'),
    plain('Device', 'device'),
    plain('OS', 'os'),
    plain('Browser', 'browser'),
    plain('pub_click_id', 'pub_click_id'),
    plain('pub_member_id', 'pub_member_id'),
  ],
  conversions: [
    id('ID', 'id'),
    moment('Converted', 'converted_at'),
    moment('Clicked', 'clicked_at'),
    plain('Status', 'status'),
    ...OFFER,
    ...ADVERTISER,
    ...PARTNER,
    plain('Event ID', 'event_id'),
    plain('Event', 'event_name'),
    decimal('Revenue', 'revenue'),
    decimal('Amount', 'amount'),
    plain('Currency', 'currency'),
    plain('Conversion ID', 'conversion_ref'),
    id('Click ID', 'click_id'),
    id('Postback ID', 'postback_id'),
  ],
  postbacks: [
    id('ID', 'id'),
    moment('Received', 'received_at'),
    plain('Outcome', 'outcome'),
    told('Reason', 'reason'),
    told('Message', 'message'),
    told('Remedy', 'remedy'),
    ...OFFER,
    ...ADVERTISER,
    plain('Event ID', 'event_id'),
    id('Click ID', 'click_id'),
    id('Conversion', 'conversion_id'),
    plain('Method', 'method'),
    plain('IP', 'ip'),
  ],
} as const satisfies Record<string, readonly ListColumn[]>

function asItIs(value: Raw): Cell {
  return value as string | number | null
}

function uuidOf(value: Raw): Cell {
  return value === null ? null : bytesToUuid(value as Buffer)
}

/** `2026-11-21 10:00:00.123`, of UTC. */
function momentOf(value: Raw): Cell {
  const text = value as string
  return { at: `${text.slice(0, 10)}T${text.slice(11)}Z` }
}

function decimalOf(value: Raw): Cell {
  return { decimal: value === null ? null : formatDecimal(value as string) }
}
