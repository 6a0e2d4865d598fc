import { RULES, REASONS, type Reason } from '@gokart/shared'
import { findTracker } from '@gokart/shared/trackers'
import { correctedUrl } from '../src/postback/correction/corrected-url.js'
import type { Known } from '../src/postback/correction/known.js'
import { decide } from '../src/postback/decide.js'
import { wordsOf } from '../src/postback/verdict.js'
import type { SnapshotAdvertiser, SnapshotOffer } from '../src/snapshot/snapshot.js'
import { both, earlier, FAILING, facts, FOREIGN, SIGNED, type Changes } from '../src/test/postback-facts.js'

/** One reason as an advertiser's developer reads of it: what was sent, what GoKart says, and what to send instead. */
export interface ExplainedReason {
  readonly reason: Reason
  readonly status: number
  readonly sent: string
  readonly message: string
  readonly remedy: string
  readonly corrected: string | null
  readonly note: string | null
}

/** A conversion. */
export const COUNTED = '019a9c5b-3c40-7000-8000-3f2a9c1e5b7d'

/** Where another example than that of the tests of the rules says more. */
const EXAMPLES: Partial<Record<Reason, Changes>> = {
  missing_click_id: { parameters: { gk_click_id: '', cnv_amount: '49.90' } },
  unreplaced_macro: { parameters: { gk_click_id: '{aff_click_id}' } },
  malformed_click_id: { parameters: { gk_click_id: `click-${SIGNED}` } },
  token_invalid: { parameters: { token: 'an-old-token' } },
  wrong_advertiser: { parameters: { token: 'token-of-another-one' } },
  invalid_amount: { parameters: { cnv_amount: '1.234,50 EUR' } },
  repeat: { ofMember: [earlier(11, 'other', { clickId: FOREIGN, id: COUNTED })] },
}

export function explainedReasons(base: string): ExplainedReason[] {
  return REASONS.map((reason) => explained(reason, base))
}

function explained(reason: Reason, base: string): ExplainedReason {
  const about = facts(both(FAILING[reason], EXAMPLES[reason] ?? {}))
  const verdict = decide(about)
  const told = verdict.outcome === 'rejected' ? verdict.reason : verdict.outcome
  if (told !== reason) throw new Error(`The example of ${reason} is ${told}`)
  const said = verdict.outcome === 'rejected' ? verdict : undefined
  const words = wordsOf({
    reason,
    ...(said?.message && { message: said.message }),
    ...(said?.remedy && { remedy: said.remedy }),
  })
  const known = knownOf(about.offer as SnapshotOffer | undefined, base)
  const corrected = correctedUrl(reason, {
    postback: about.postback,
    remedy: said?.remedy ?? null,
    suggestions: [],
    known,
  })
  return {
    reason,
    status: RULES[reason].status,
    sent: urlOf(about.postback.sent),
    ...words,
    corrected: corrected?.url.slice(base.length) ?? null,
    note: corrected?.note ?? null,
  }
}

const EVERFLOW = findTracker('everflow')

/** The advertiser of the example has one offer, on Everflow. */
function knownOf(offer: SnapshotOffer | undefined, base: string): Known {
  const example = {
    ...offer,
    id: 3,
    advertiserId: 9,
    trackerId: EVERFLOW?.id ?? null,
    trackingLink: 'https://adv.example/track?sub1={gk_click_id}',
  } as SnapshotOffer
  const policy = { id: 9, name: 'Example' } as SnapshotAdvertiser
  return {
    base,
    snapshot: {
      offersById: new Map([[3, example]]),
      advertisersById: new Map([[9, policy]]),
      tokens: new Map([['your-token', { advertiserId: 9, validUntil: null }]]),
    },
    advertiserId: 9,
    offerId: offer?.id ?? null,
    click: offer && { offerId: 3, memberId: null },
    insider: true,
  }
}

/** As it would be sent; what nobody sent is left out. */
function urlOf(sent: ReadonlyMap<string, string>): string {
  const pairs = [...sent].filter(([name, value]) => value !== '' || name === 'gk_click_id')
  // A macro that was not replaced stands in the URL as it is.
  const text = pairs.map(([name, value]) => `${name}=${/^\{.*\}$/.test(value) ? value : encodeURIComponent(value)}`)
  return `/postback${text.length > 0 ? `?${text.join('&')}` : ''}`
}
