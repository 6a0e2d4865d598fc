import { RULES, type ConversionStatus, type Reason } from '@gokart/shared'

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
  readonly clickedAt: Date
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
    /** `firstId`: UUID of the conversion that was counted. */
    | { readonly outcome: 'duplicate'; readonly firstId: string }
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
