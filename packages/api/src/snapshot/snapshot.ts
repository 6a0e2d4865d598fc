import type { Advertiser, EventRules, OfferStatus, PayoutType, TokenPolicy } from '@gokart/shared'
import type { Mac } from '@gokart/shared/click-id'
import type { LinkTemplate } from '@gokart/shared/macros'

export interface SnapshotEvent extends EventRules {
  readonly id: number
  /** '' for the single event of an offer that needs no name. */
  readonly name: string
  readonly eventId: string | null
  readonly payoutType: PayoutType
  /** Decimal string: an amount in the offer's currency, or a percentage. */
  readonly payout: string
  /** Another one than before: what was counted against caps and budgets is out of date. */
  readonly limitsVersion: number
}

export interface SnapshotOffer {
  readonly id: number
  readonly key: string
  readonly advertiserId: number
  readonly name: string
  readonly status: OfferStatus
  readonly trackingLink: string
  /** The tracking link, taken apart, with what it says of the offer put in; its own text is fit for a header. */
  readonly template: LinkTemplate
  readonly linkVersion: number
  readonly trackerId: string | null
  readonly currency: string
  /** Unix ms; the offer takes visitors from then on. */
  readonly startsAt: number | null
  /** Unix ms; the offer takes no visitors from then on. */
  readonly endsAt: number | null
  /** The offer's own, else its advertiser's; fit for a header. */
  readonly fallbackUrl: string | null
  readonly minSecondsAfterClick: number | null
  readonly maxDaysAfterClick: number | null
  /** In the order of the offer's page; at least one. */
  readonly events: readonly SnapshotEvent[]
}

export interface SnapshotPartner {
  readonly id: number
  readonly key: string
  readonly name: string
}

type PostbackPolicy = Pick<Advertiser, 'statusWords' | 'ipAllowList' | 'always200' | 'approval' | 'pendingDays'>

export interface SnapshotAdvertiser extends Readonly<PostbackPolicy> {
  readonly id: number
  readonly name: string
  readonly tokenPolicy: TokenPolicy
  /** Off: emails of conversions are kept as a hash only. */
  readonly keepEmail: boolean
  readonly fallbackUrl: string | null
}

export interface SnapshotToken {
  readonly advertiserId: number
  /** Unix ms from which the token is refused; null for the token in use. */
  readonly validUntil: number | null
}

/** What the hot paths know about the world: of one moment, never changed, replaced as a whole. */
export interface Snapshot {
  readonly version: number
  readonly offersByKey: ReadonlyMap<string, SnapshotOffer>
  readonly offersById: ReadonlyMap<number, SnapshotOffer>
  readonly partnersByKey: ReadonlyMap<string, SnapshotPartner>
  readonly partnersById: ReadonlyMap<number, SnapshotPartner>
  readonly advertisersById: ReadonlyMap<number, SnapshotAdvertiser>
  readonly tokens: ReadonlyMap<string, SnapshotToken>
  /** Keys of click IDs, newest first: the first one signs, all verify. */
  readonly macs: readonly [Mac, ...Mac[]]
  /** What these keys are made of, in the same order: for the copy on the disk alone. */
  readonly secrets: readonly Buffer[]
}
