import type { Offer, TokenPolicy } from '@gokart/shared'
import type { Mac } from '@gokart/shared/click-id'
import type { EarlierConversion, StoredClick } from '../../postback/case.js'
import { decide } from '../../postback/decide.js'
import { timeFirstId } from '../../postback/id.js'
import { identify } from '../../postback/identify.js'
import { parsePostback } from '../../postback/parse.js'
import type { RawPostback } from '../../postback/raw.js'
import { conversionColumns, rawColumns, verdictColumns } from '../../postback/rows.js'
import type { ClickRow, ConversionRow, PostbackRow } from '../tables.js'
import { bytesToUuid } from '../uuid.js'

/** What the decisions of the demo rest on. */
export interface DemoFacts {
  clicks: readonly ClickRow[]
  offers: readonly Offer[]
  policies: ReadonlyMap<number, TokenPolicy>
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
  const offers = new Map(facts.offers.map((offer) => [offer.id, offer]))
  const earlier: EarlierConversion[] = []
  const postbacks: PostbackRow[] = []
  const conversions: ConversionRow[] = []
  for (const raw of raws) {
    const postback = parsePostback(raw)
    const identity = identify(postback.clickId, facts.macs)
    const click = identity.kind === 'unreadable' ? undefined : clicks.get(identity.text)
    const offer = click && offers.get(click.offer_id ?? 0)
    const at = new Date(raw.receivedAt)
    const verdict = decide({
      postback,
      identity,
      click: click && storedClick(click),
      offer,
      advertiser: offer && { tokenPolicy: facts.policies.get(offer.advertiserId) ?? 'off' },
      tokenOwner: postback.token === undefined ? undefined : facts.tokens.get(postback.token),
      earlier,
      receivedAt: at,
      now: at,
    })
    let conversionId = verdict.outcome === 'duplicate' ? verdict.firstId : null
    if (verdict.outcome === 'accepted') {
      const { conversion } = verdict
      conversionId = timeFirstId(at)
      conversions.push(conversionColumns(conversion, { id: conversionId, raw, postback, keepEmail: false }))
      earlier.push({ id: conversionId, ...conversion })
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
  }
}
