import type { PostbackAnswer } from '@gokart/shared'
import type { OfferUnderTest } from './offers.js'

/* What the clients sent and what they were told. Every request has a number of its own, which stands in its row. */

/** Common to both kinds. Times are Unix ms. */
interface Sent {
  readonly number: number
  sentAt: number
  /** Undefined where no answer came. */
  answeredAt?: number
  status?: number
  /** No answer came for a very long time, on a connection that stood. */
  hung?: boolean
}

export interface ClickSent extends Sent {
  readonly offer: OfferUnderTest
  /** Link key of a partner. */
  readonly partner: { readonly id: number; readonly key: string } | undefined
  readonly sub: string
  readonly ip: string
  readonly userAgent: string
  location?: string
  clickId?: string
}

export interface PostbackSent extends Sent {
  readonly click: ClickSent
  /** With a click ID that GoKart never made. */
  readonly forged: boolean
  readonly method: 'GET' | 'form' | 'json'
  /** `cnv_conversion_id`. */
  readonly ref: string | undefined
  readonly amount: number
  answer?: PostbackAnswer
}

export interface Ledger {
  readonly clicks: ClickSent[]
  readonly postbacks: PostbackSent[]
}

export const createLedger = (): Ledger => ({ clicks: [], postbacks: [] })

/** It left us: a client that nobody listened to sent nothing. */
export const wasSent = (entry: Sent): boolean => entry.sentAt > 0

export const clickAcknowledged = ({ clickId }: ClickSent): boolean => clickId !== undefined

/** 200, 202, or a rejection with the number of its log row. */
export function postbackAcknowledged({ status, answer }: PostbackSent): boolean {
  return status === 200 || status === 202 || answer?.status === 'rejected'
}
