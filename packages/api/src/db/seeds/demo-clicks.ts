import type { ClickRow } from '../tables.js'
import type { DemoOffer } from './demo-world.js'
import { demoVisitor } from './demo-visitors.js'
import type { Random } from './random.js'

export interface PlacedOffer extends DemoOffer {
  id: number
  advertiserId: number
  /** From then on it takes no visitors. */
  pausedAt: Date | undefined
  /** In its postback URL, where the advertiser's policy puts it there. */
  token: string | undefined
}

const DAYS = 30
const DAY = 86_400_000
/** How busy each hour of the day is, UTC: nights are quiet, evenings are not. */
const HOURS = [4, 3, 2, 2, 2, 3, 4, 6, 8, 9, 9, 9, 10, 10, 9, 9, 10, 11, 13, 14, 13, 11, 8, 6]
/** Sunday first. */
const WEEKDAYS = [0.8, 1.1, 1.1, 1, 1, 0.95, 0.75]

/** Moments of `count` clicks over the days up to `now`, oldest first: more by day than by night, and slowly growing. */
function moments(random: Random, count: number, now: Date): Date[] {
  const start = now.getTime() - DAYS * DAY
  const hours = Array.from({ length: DAYS * 24 }, (_, index) => {
    const hour = new Date(start + (index * DAY) / 24)
    const busy = HOURS[hour.getUTCHours()]! * WEEKDAYS[hour.getUTCDay()]! * (1 + index / (DAYS * 24))
    return [hour.getTime(), busy] as const
  })
  const times = Array.from({ length: count }, () => random.weighted(hours) + random.int(DAY / 24))
  return times.toSorted((a, b) => a - b).map((time) => new Date(time))
}

export interface ClickPlan {
  random: Random
  count: number
  now: Date
  offers: readonly PlacedOffer[]
  partnerIds: readonly number[]
  /** Mints an ID of that moment; moments ascend. */
  mint: (moment: Date, offerId: number) => Buffer
}

/** Clicks as rows, oldest first. */
export function demoClicks({ random, count, now, offers, partnerIds, mint }: ClickPlan): ClickRow[] {
  const shares = offers.map((offer) => [offer, offer.weight] as const)
  const partners = [...partnerIds.map((id, index) => [id, 6 - index] as const), [null, 4] as const]
  return moments(random, count, now).map((created_at): ClickRow => {
    const offer = random.weighted(shares)
    const partner_id = random.weighted<number | null>(partners)
    const member = random.chance(0.6) ? `m-${1000 + random.int(900)}` : null
    return {
      id: mint(created_at, offer.id),
      created_at,
      offer_id: offer.id,
      advertiser_id: offer.advertiserId,
      partner_id,
      link_version: 1,
      outcome: offer.pausedAt && created_at >= offer.pausedAt ? 'offer_paused' : 'sent',
      ...demoVisitor(random),
      pub_click_id: partner_id === null ? null : `pc-${(random.int(0xffffff) + 0x1000000).toString(36)}`,
      pub_member_id: partner_id === null ? null : member,
      pub_session_id: null,
      test: 0,
      ...emptySubs(),
      pub_sub_1: partner_id === null ? null : random.pick(['home', 'review', 'newsletter', 'app']),
    }
  })
}

function emptySubs() {
  const names = Array.from({ length: 15 }, (_, index) => [`pub_sub_${index + 1}`, null])
  return Object.fromEntries(names) as { [name in `pub_sub_${SubNumber}`]: null }
}
type SubNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15
