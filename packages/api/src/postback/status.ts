import { ConversionStatus, type Approval, type StatusWord } from '@gokart/shared'
import { duration } from './duration.js'
import { quote } from './text.js'

/** How conversions of an event come to be a success. */
export interface ApprovalPolicy {
  readonly approval: Approval
  /** Days as pending before that, where it is automatic. */
  readonly pendingDays: number
}

/** What a conversion starts as, or what its sender would have it be. */
export interface Standing {
  readonly status: ConversionStatus
  /** When a pending conversion becomes a success by itself; null: not by itself. */
  readonly dueAt: Date | null
  /** What the sender's word means; null where it sent none, or one that nobody knows. */
  readonly sent: ConversionStatus | null
  readonly notes: readonly string[]
}

/** What a repeated postback does to the conversion that is there. `from` and `to` may be the same: then only more was said of it. */
export interface StatusChange extends Pick<Standing, 'dueAt'> {
  readonly conversion: Counted
  readonly from: ConversionStatus
  readonly to: ConversionStatus
  readonly sent: ConversionStatus
  /** As it was sent. */
  readonly word: string
}

/** A sender's later word counts only where it says more. So the words of one conversion may arrive in any order. */
const RANK: Record<ConversionStatus, number> = { pending: 1, success: 2, rejected: 3 }
const DAY = 86_400_000

/**
 * A word of the sender is held against the advertiser's approval: it can reject and it can wait, but it makes no success before its
 * time. A word that nobody knows may mean "declined" as well as "paid": such a conversion waits, so that nobody is charged for it
 * unseen.
 */
export function standingOf(
  sent: string | undefined,
  words: readonly StatusWord[],
  policy: ApprovalPolicy,
  convertedAt: Date,
): Standing {
  const meaning = sent === undefined ? undefined : meaningOf(sent, words)
  if (sent !== undefined && meaning === undefined) {
    const note = `cnv_status ${quote(sent)} is none of pending, success and rejected, and no word of the advertiser’s; it waits as pending.`
    return { status: 'pending', dueAt: null, sent: null, notes: [note] }
  }
  const notes = readAs(sent, meaning)
  if (meaning === 'rejected') return { status: meaning, dueAt: null, sent: meaning, notes }
  const held = holdOf(policy)
  if (held && meaning === 'success') notes.push(`It is a success ${held}, whatever cnv_status says.`)
  const automatic = policy.approval === 'automatic'
  return {
    status: held || meaning === 'pending' ? 'pending' : 'success',
    dueAt: held && automatic ? new Date(convertedAt.getTime() + policy.pendingDays * DAY) : null,
    sent: meaning ?? null,
    notes,
  }
}

/** What was counted already, as far as a change of its status goes. */
export interface Counted {
  /** UUID text. */
  readonly id: string
  readonly offerEventId: number
  readonly revenue: string
  readonly status: ConversionStatus
  readonly sentStatus: ConversionStatus | null
  readonly convertedAt: Date
}

/**
 * The change that a repeated postback brings; undefined: it says nothing new. Words move a conversion one way only, from pending over
 * success to rejected; the way back is for people, whom a repeated word does not overrule.
 */
export function changeBy(
  sent: string | undefined,
  words: readonly StatusWord[],
  policy: ApprovalPolicy,
  conversion: Counted,
): StatusChange | undefined {
  const meaning = sent === undefined ? undefined : meaningOf(sent, words)
  if (sent === undefined || meaning === undefined) return undefined
  const { status: from, sentStatus, convertedAt } = conversion
  if (sentStatus !== null && RANK[meaning] <= RANK[sentStatus]) return undefined
  const { status, dueAt } = standingOf(sent, words, policy, convertedAt)
  const to = RANK[status] > RANK[from] ? status : from
  return { conversion, from, to, sent: meaning, word: sent, dueAt: to === 'pending' ? dueAt : null }
}

/** What a repeated postback's word did, or why it did nothing; undefined where it sent none, or says what is. */
export function changeNote(
  sent: string | undefined,
  standing: Standing,
  { status }: Counted,
  change: StatusChange | undefined,
): string | undefined {
  if (sent === undefined) return undefined
  if (change && change.to !== status) return `The conversion was ${status} and is ${change.to} now, as cnv_status says.`
  if (standing.sent === status) return undefined
  return `cnv_status ${quote(sent)} changed nothing: the conversion is ${status}.`
}

function meaningOf(sent: string, words: readonly StatusWord[]): ConversionStatus | undefined {
  const word = sent.toLowerCase()
  return words.find((one) => one.word === word)?.status ?? ConversionStatus.safeParse(word).data
}

function readAs(sent: string | undefined, meaning: ConversionStatus | undefined): string[] {
  if (sent === undefined || sent.toLowerCase() === meaning) return []
  return [`cnv_status ${quote(sent)} was read as ${meaning}.`]
}

function holdOf({ approval, pendingDays }: ApprovalPolicy): string | undefined {
  if (approval === 'manual') return 'when someone approves it'
  return pendingDays > 0 ? `after ${duration((pendingDays * DAY) / 1000)}` : undefined
}
