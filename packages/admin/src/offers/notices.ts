import type { Offer } from '@gokart/shared'
import { useFormat } from '../composables/useFormat'

export interface Notice {
  tone: 'warning' | 'quiet'
  text: string
}

/** What someone who opens an offer should know at once: whether visitors get through, and what is wrong with its link. */
export function offerNotices(offer: Offer, now = new Date()): Notice[] {
  const closed = whyClosed(offer, now.toISOString())
  const warnings = offer.warnings.map(({ message, remedy = '' }): Notice => {
    return { tone: 'warning', text: `${message} ${remedy}`.trim() }
  })
  return [...(closed ? [{ tone: 'quiet', text: closed } as const] : []), ...warnings]
}

function whyClosed({ status, startsAt, endsAt, fallbackUrl }: Offer, now: string): string | undefined {
  const { dateTime } = useFormat()
  const where = fallbackUrl ? 'visitors go to its fallback URL' : 'visitors do not reach the tracking link'
  const late = 'Clicks from before still convert.'
  if (status === 'pending') return `This offer is pending: ${where}.`
  if (status === 'paused') return `This offer is paused: ${where}. ${late}`
  if (status === 'expired') return `This offer has expired: ${where}. ${late}`
  if (endsAt !== null && endsAt <= now) return `This offer ended ${dateTime(endsAt)}: ${where}. ${late}`
  if (startsAt !== null && startsAt > now) return `This offer starts ${dateTime(startsAt)}: until then ${where}.`
  return undefined
}
