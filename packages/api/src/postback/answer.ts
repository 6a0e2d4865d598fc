import { POSTBACK_FAULTS, RULES, type PostbackAnswer, type PostbackFault } from '@gokart/shared'
import type { Recorded } from './record.js'
import { wordsOf } from './verdict.js'

export interface Answer {
  readonly status: number
  readonly body: PostbackAnswer
}

/**
 * What the sender is told of a postback that was stored: the truth, in the status as in the body. `always200`: in the body alone,
 * for a tracker that switches off after errors.
 */
export function answerOf(postbackId: string, { verdict, conversionId }: Recorded, always200 = false): Answer {
  switch (verdict.outcome) {
    case 'accepted':
    case 'duplicate': {
      const note = verdict.outcome === 'duplicate' && verdict.note ? { note: verdict.note } : {}
      const ids = { conversion_id: conversionId ?? '', postback_id: postbackId }
      return { status: 200, body: { status: verdict.outcome, ...ids, ...note } }
    }
    case 'queued':
      return queuedAnswer(postbackId)
    case 'rejected': {
      const { reason } = verdict
      const body = { status: 'rejected', reason, ...wordsOf(verdict), postback_id: postbackId } as const
      return { status: always200 ? 200 : RULES[reason].status, body }
    }
  }
}

export function queuedAnswer(postbackId: string): Answer {
  return { status: 202, body: { status: 'queued', postback_id: postbackId } }
}

export function faultAnswer(reason: PostbackFault): Answer {
  const { status, message, remedy } = POSTBACK_FAULTS[reason]
  return { status, body: { status: 'error', reason, message, remedy } }
}
