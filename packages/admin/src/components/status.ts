export type Tone = 'good' | 'waiting' | 'bad' | 'info' | 'quiet'

/** Every status word of the contract: how it reads and how it feels. */
const STATUSES: Record<string, { label: string; tone: Tone }> = {
  active: { label: 'Active', tone: 'good' },
  pending: { label: 'Pending', tone: 'waiting' },
  paused: { label: 'Paused', tone: 'quiet' },
  expired: { label: 'Expired', tone: 'quiet' },
  inactive: { label: 'Inactive', tone: 'quiet' },
  success: { label: 'Success', tone: 'good' },
  rejected: { label: 'Rejected', tone: 'bad' },
  accepted: { label: 'Accepted', tone: 'good' },
  duplicate: { label: 'Duplicate', tone: 'info' },
  queued: { label: 'Queued', tone: 'waiting' },
  faulty: { label: 'Faulty', tone: 'bad' },
  changed: { label: 'Changed', tone: 'good' },
  unchanged: { label: 'Unchanged', tone: 'quiet' },
  refused: { label: 'Refused', tone: 'bad' },
  reading: { label: 'Arriving', tone: 'waiting' },
  checking: { label: 'Checking', tone: 'waiting' },
  ready: { label: 'Ready to start', tone: 'info' },
  running: { label: 'Running', tone: 'waiting' },
  stopped: { label: 'Stopped', tone: 'bad' },
  done: { label: 'Done', tone: 'good' },
  human: { label: 'Human', tone: 'good' },
  bot: { label: 'Bot', tone: 'quiet' },
  prefetch: { label: 'Prefetch', tone: 'quiet' },
  sent: { label: 'Sent on', tone: 'good' },
  unknown_offer: { label: 'Unknown offer', tone: 'bad' },
  offer_pending: { label: 'Offer pending', tone: 'bad' },
  offer_paused: { label: 'Offer paused', tone: 'bad' },
  offer_expired: { label: 'Offer expired', tone: 'bad' },
  not_started: { label: 'Not started', tone: 'bad' },
  test: { label: 'Test', tone: 'info' },
  not_sent: { label: 'Not sent', tone: 'quiet' },
  error: { label: 'Error', tone: 'bad' },
  ok: { label: 'OK', tone: 'good' },
  away: { label: 'Away', tone: 'bad' },
  stale: { label: 'Old', tone: 'bad' },
  from_disk: { label: 'From the disk', tone: 'waiting' },
}

export function statusLook(status: string): { label: string; tone: Tone } {
  return STATUSES[status] ?? { label: status, tone: 'quiet' }
}

/** The words of a contract's enum as choices of a filter or field. */
export function statusOptions<T extends string>(words: readonly T[]): { value: T; label: string }[] {
  return words.map((value) => ({ value, label: statusLook(value).label }))
}
