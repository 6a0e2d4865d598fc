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

const BY_STATUS = {
  active: undefined,
  pending: 'This offer is pending',
  paused: 'This offer is paused',
  expired: 'This offer has expired',
}

function whyClosed({ status, startsAt, endsAt, fallbackUrl }: Offer, now: string): string | undefined {
  const { dateTime } = useFormat()
  const where = fallbackUrl ? 'visitors go to its fallback URL' : 'visitors do not reach the tracking link'
  const why =
    BY_STATUS[status] ??
    (startsAt !== null && startsAt > now ? `This offer starts ${dateTime(startsAt)}` : undefined) ??
    (endsAt !== null && endsAt <= now ? `This offer ended ${dateTime(endsAt)}` : undefined)
  return why && `${why}: ${where}. Clicks from before still convert.`
}
