import { hash } from 'node:crypto'
import { isMacro, isNothing } from './placeholder.js'

interface Membership {
  readonly partnerId: number | null
  /** `pub_member_id` of the click. */
  readonly memberId: string | null | undefined
  /** Row number of the event. */
  readonly eventRowId: number
}

/**
 * Names a partner's member and an event, for the key of conversions by which repeats are found. Undefined where the click names
 * nobody: a macro that the partner did not replace would make all its visitors one member.
 */
export function memberKey({ partnerId, memberId, eventRowId }: Membership): Buffer | undefined {
  const member = memberId?.trim()
  if (!member || isMacro(member) || isNothing(member)) return undefined
  const identity = JSON.stringify([partnerId, member, eventRowId])
  return hash('sha256', identity, 'buffer').subarray(0, 16)
}
