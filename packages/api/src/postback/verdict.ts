import { RULES, type ConversionStatus, type Reason, type TrafficClass } from '@gokart/shared'
import type { StatusChange } from './status.js'

/** What an accepted postback becomes. */
export interface NewConversion {
  readonly dedupeKey: Buffer
  /** UUID text. */
  readonly clickId: string
  readonly offerId: number
  readonly advertiserId: number
  readonly partnerId: number | null
  readonly offerEventId: number
  readonly eventId: string | null
  readonly eventName: string
  readonly status: ConversionStatus
  /** The most that the sender said of the status. */
  readonly sentStatus: ConversionStatus | null
  /** When it becomes a success by itself, where it is pending. */
  readonly dueAt: Date | null
  readonly memberKey: Buffer | null
  /** No other conversion that counts may have the member key. */
  readonly onlyOne: boolean
  readonly clickedAt: Date
  /** Of the click; they stay when its row is purged. */
  readonly country: string | null
  readonly trafficClass: TrafficClass
  readonly amount: string | null
  readonly currency: string
  readonly revenue: string
  /** Of a test click; it never counts. */
  readonly test: boolean
}

/** What every verdict says: to whom the log row belongs, and what is worth knowing. */
export interface Attributed {
  readonly offerId: number | null
  readonly advertiserId: number | null
  /** The postback was sent to try an offer out. */
  readonly test: boolean
  readonly notes: readonly string[]
}

/** `queued`: nothing speaks against it but that the click (or its offer) is not here yet. */
export type Verdict = Attributed &
  (
    | { readonly outcome: 'accepted'; readonly conversion: NewConversion }
    /** `firstId`: UUID of the conversion that was counted. `change`: what the postback says of it that was not said before. */
    | {
        readonly outcome: 'duplicate'
        readonly firstId: string
        readonly change?: StatusChange
        /** For the sender: what became of the change. */
        readonly note?: string
      }
    | { readonly outcome: 'queued' }
    | { readonly outcome: 'rejected'; readonly reason: Reason; readonly message?: string; readonly remedy?: string }
  )

/** What a sender reads of a rejection: the rule's own words, unless the case has better ones. */
export function wordsOf(rejection: { reason: Reason; message?: string; remedy?: string }): {
  message: string
  remedy: string
} {
  const { message, remedy } = RULES[rejection.reason]
  return { message: rejection.message ?? message, remedy: rejection.remedy ?? remedy }
}
