import { fillTemplate, type LinkTemplate, parseTemplate } from '@gokart/shared/macros'
import { headerSafeTemplate } from './header-safe.js'
import { createMac } from './mac.js'
import { createSharing, type Sharing } from './sharing.js'
import type { Snapshot, SnapshotAdvertiser, SnapshotOffer, SnapshotPartner, SnapshotToken } from './snapshot.js'

/** What a snapshot is made of: nothing that follows from something else, nothing but plain JSON and the secrets. */
export interface SnapshotParts {
  readonly version: number
  readonly advertisers: readonly SnapshotAdvertiser[]
  readonly partners: readonly SnapshotPartner[]
  readonly offers: readonly SnapshotOfferPart[]
  /** Where a token stands twice, the last one counts. */
  readonly tokens: readonly (readonly [token: string, whose: SnapshotToken])[]
  /** Keys of click IDs, newest first. */
  readonly secrets: readonly Buffer[]
}

export type SnapshotOfferPart = Omit<SnapshotOffer, 'template'>

/** Templates of links that did not change are taken over from `previous`. */
export function assembleSnapshot(parts: SnapshotParts, previous: Snapshot | undefined): Snapshot {
  const { version, secrets } = parts
  const [newest, ...older] = secrets.map(createMac)
  if (!newest) throw new Error('The table click_keys is empty: there is no key to sign click IDs with')
  const sharing = createSharing(Array.from(previous?.offersById.values() ?? [], ({ template }) => template))
  const offersById = byId(
    parts.offers.map((offer) =>
      toOffer(offer, templateOf(offer, previous?.offersById.get(offer.id), sharing), sharing),
    ),
  )
  const partnersById = byId(parts.partners)
  return {
    version,
    offersById,
    offersByKey: byKey(offersById),
    partnersById,
    partnersByKey: byKey(partnersById),
    advertisersById: byId(parts.advertisers),
    tokens: new Map(parts.tokens),
    macs: [newest, ...older],
    secrets,
  }
}

export function takeApart(snapshot: Snapshot): SnapshotParts {
  return {
    version: snapshot.version,
    advertisers: [...snapshot.advertisersById.values()],
    partners: [...snapshot.partnersById.values()],
    offers: Array.from(snapshot.offersById.values(), withoutTemplate),
    tokens: [...snapshot.tokens],
    secrets: snapshot.secrets,
  }
}

function withoutTemplate(offer: SnapshotOffer): SnapshotOfferPart {
  const { template: _, ...part } = offer
  return part
}

/** One object with what a click reads at its beginning: copied from another it would be two, each of them to wait for. */
function toOffer(part: SnapshotOfferPart, template: LinkTemplate, sharing: Sharing): SnapshotOffer {
  return {
    id: part.id,
    advertiserId: part.advertiserId,
    linkVersion: part.linkVersion,
    status: sharing.text(part.status),
    startsAt: part.startsAt,
    endsAt: part.endsAt,
    template,
    trackingLink: part.trackingLink,
    fallbackUrl: part.fallbackUrl,
    key: part.key,
    name: part.name,
    trackerId: part.trackerId,
    currency: sharing.text(part.currency),
    minSecondsAfterClick: part.minSecondsAfterClick,
    maxDaysAfterClick: part.maxDaysAfterClick,
    events: part.events,
  }
}

/** What its tracking link says of the offer itself is put in here, once. */
function templateOf(offer: SnapshotOfferPart, before: SnapshotOffer | undefined, sharing: Sharing): LinkTemplate {
  const { trackingLink, id, name, advertiserId } = offer
  const same = before?.trackingLink === trackingLink && before.name === name && before.advertiserId === advertiserId
  if (same) return before.template
  const own = { gk_offer_id: String(id), gk_offer_name: name, gk_advertiser_id: String(advertiserId) }
  return sharing.template(fillTemplate(headerSafeTemplate(parseTemplate(trackingLink)), own))
}

function byId<T extends { id: number }>(items: readonly T[]): Map<number, T> {
  return new Map(items.map((item) => [item.id, item]))
}

function byKey<T extends { key: string }>(items: ReadonlyMap<number, T>): Map<string, T> {
  return new Map(Array.from(items.values(), (item) => [item.key, item]))
}
