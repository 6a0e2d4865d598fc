import type { Offer } from '@gokart/shared'
import type { Mac } from '@gokart/shared/click-id'
import type { AdvertiserPolicy, CountedConversion, Facts, OfferPolicy, StoredClick } from '../../postback/case.js'
import { decide } from '../../postback/decide.js'
import { timeFirstId } from '../../postback/id.js'
import { identify } from '../../postback/identify.js'
import { needsOf } from '../../postback/needs.js'
import { parsePostback } from '../../postback/parse.js'
import type { RawPostback } from '../../postback/raw.js'
import { conversionColumns, rawColumns, verdictColumns } from '../../postback/rows.js'
import type { NewConversion } from '../../postback/verdict.js'
import type { ClickRow, ConversionRow, PostbackRow } from '../tables.js'
import { bytesToUuid } from '../uuid.js'

/** What the decisions of the demo rest on. */
export interface DemoFacts {
  clicks: readonly ClickRow[]
  offers: readonly Offer[]
  policies: ReadonlyMap<number, AdvertiserPolicy>
  /** Token -> advertiser. */
  tokens: ReadonlyMap<string, number>
  macs: readonly Mac[]
}

/** Decides on the postbacks, oldest first, with the same function as a real one, and makes the rows that it would write. */
export function decideDemo(
  raws: readonly RawPostback[],
  facts: DemoFacts,
): { postbacks: PostbackRow[]; conversions: ConversionRow[] } {
  const clicks = new Map(facts.clicks.map((click) => [bytesToUuid(click.id), click]))
  const offers = new Map(facts.offers.map((offer) => [offer.id, policyOf(offer)]))
  const earlier: (CountedConversion & Pick<NewConversion, 'memberKey'>)[] = []
  const postbacks: PostbackRow[] = []
  const conversions: ConversionRow[] = []
  for (const raw of raws) {
    const postback = parsePostback(raw)
    const identity = identify(postback.clickId, facts.macs)
    const click = identity.kind === 'unreadable' ? undefined : clicks.get(identity.text)
    const offer = click && offers.get(click.offer_id ?? 0)
    const at = new Date(raw.receivedAt)
    const known: Facts = {
      postback,
      identity,
      ip: raw.ip,
      click: click && storedClick(click),
      offer,
      advertiser: offer && facts.policies.get(offer.advertiserId),
      tokenOwner: postback.token === undefined ? undefined : facts.tokens.get(postback.token),
      earlier,
      ofMember: [],
      usage: {},
      receivedAt: at,
      now: at,
    }
    const { member } = needsOf(known)
    const verdict = decide({
      ...known,
      ofMember: earlier.filter(({ memberKey }) => member && memberKey?.equals(member)),
    })
    let conversionId = verdict.outcome === 'duplicate' ? verdict.firstId : null
    if (verdict.outcome === 'accepted') {
      const { conversion } = verdict
      conversionId = timeFirstId(at)
      conversions.push(conversionColumns(conversion, { id: conversionId, raw, postback, keepEmail: false }))
      earlier.push({ id: conversionId, convertedAt: at, ...conversion })
    }
    postbacks.push({ ...rawColumns(raw), ...verdictColumns(postback, identity, verdict, conversionId) })
  }
  return { postbacks, conversions }
}

function storedClick(click: ClickRow): StoredClick {
  return {
    offerId: click.offer_id,
    partnerId: click.partner_id,
    clickedAt: click.created_at,
    outcome: click.outcome,
    trafficClass: click.traffic_class,
    country: click.country,
    memberId: click.pub_member_id,
  }
}

/** No offer of the demo has a cap or a budget. */
function policyOf(offer: Offer): OfferPolicy {
  return { ...offer, events: offer.events.map((event) => ({ ...event, limitsVersion: 1 })) }
}
