import type { ClickOutcome, TrafficClass } from '@gokart/shared'
import { MACRO_NAMES, type MacroName } from '@gokart/shared/macros'

/** A parameter of a click link that is the partner's own, such as `pub_sub_1`. */
export type PubName = Extract<MacroName, `pub_${string}`>
export const PUB_NAMES: readonly PubName[] = MACRO_NAMES.filter((name): name is PubName => name.startsWith('pub_'))

/** The values that the partner sent; '' where one was sent empty. */
export type Pubs = { [name in PubName]?: string }

/**
 * A hit on a click link, under the names of its columns. As JSON it is a record of the spool: a field may be added, but none
 * may change its meaning.
 */
export interface ClickRecord {
  /** UUID. */
  id: string
  /** Unix ms. */
  created_at: number
  offer_id: number | undefined
  advertiser_id: number | undefined
  partner_id: number | undefined
  link_version: number | undefined
  outcome: ClickOutcome
  traffic_class: TrafficClass
  ip: string
  country: string | undefined
  device: string | undefined
  os: string | undefined
  browser: string | undefined
  user_agent: string | undefined
  referrer: string | undefined
  pubs: Pubs
  /** Made to try the offer out: it never counts. */
  test?: true
}
