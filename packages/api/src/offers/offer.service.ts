import type { Offer, OfferInput, OfferListItem, OfferPatch, Page, PostbackUrl } from '@gokart/shared'
import { findTracker } from '@gokart/shared/trackers'
import type { Database } from '../db/knex.js'
import { startOfUtcDay } from '../db/time-key.js'
import { randomLinkKey } from '../db/link-key.js'
import type { OfferEventRow, OfferRow } from '../db/tables.js'
import { advertiserScope, type Actor } from '../http/actor.js'
import { HttpProblem, invalid, notFound } from '../http/problem.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import { planEvents, type EventPlan } from './event-plan.js'
import { offerPostbackUrl, type PostbackChoice } from './offer-postback.js'
import { patchedValues, valuesOf, type OfferValues } from './offer-row.js'
import { createOfferWrites } from './offer-writes.repo.js'
import { presentListItem, presentOffer } from './offer.presenter.js'
import { createOfferRepo, type OfferListQuery } from './offer.repo.js'

export interface OfferDeps {
  db: Database
  publicUrl: string
  /** Told after each change, so that the very next click sees it. A reload that fails is its own matter, not an error here. */
  snapshot: Pick<SnapshotStore, 'refresh'>
  clock: () => Date
  newKey?: () => string
}

/** Where an advertiser is given too, the offer must be its own. */
interface Of {
  advertiserId?: number | undefined
}

export function createOfferService({ db, publicUrl, snapshot, clock, newKey = randomLinkKey }: OfferDeps) {
  const repo = createOfferRepo(db)

  async function find(id: number, actor: Actor, advertiserId?: number) {
    const offer = await repo.find(id, advertiserScope(actor, advertiserId))
    if (!offer) throw notFound('offer')
    return offer
  }

  async function get(id: number, actor: Actor): Promise<Offer> {
    const offer = await find(id, actor)
    return presentOffer(offer, await repo.events(id), publicUrl)
  }

  /** Commits, then lets the hot paths of this process know; other processes see it when they poll. */
  async function write(work: (writes: ReturnType<typeof createOfferWrites>) => Promise<number>): Promise<number> {
    const id = await db.transaction((trx) => work(createOfferWrites(trx)))
    await snapshot.refresh()
    return id
  }

  return {
    get,

    async list(query: OfferListQuery, actor: Actor): Promise<Page<OfferListItem>> {
      const now = clock()
      const from = query.todayFrom ? new Date(query.todayFrom) : startOfUtcDay(now)
      const page = await repo.list(query, advertiserScope(actor, query.advertiserId))
      const ids = page.items.map(({ id }) => id)
      const clicks = await repo.countClicks(ids, from, now)
      const conversions = await repo.countConversions(ids, from)
      const today = (id: number) => ({ clicks: clicks.get(id) ?? 0, conversions: conversions.get(id) ?? 0 })
      return { ...page, items: page.items.map((offer) => presentListItem(offer, today(offer.id), publicUrl)) }
    },

    async create(input: OfferInput, actor: Actor): Promise<Offer> {
      const values = checked(valuesOf(input))
      const now = clock()
      const id = await write(async (writes) => {
        const { advertiserId } = input
        const own = advertiserScope(actor, advertiserId) === advertiserId
        if (!own || !(await writes.hasAdvertiser(advertiserId))) {
          throw invalid('/advertiserId', 'There is no such advertiser')
        }
        const row = { ...values, advertiser_id: advertiserId, link_version: 1, version: 1 }
        const offerId = await writes.insert({ ...row, created_at: now, updated_at: now }, newKey)
        await writes.addLink(offerId, 1, values.tracking_link, now)
        await writes.applyEvents(offerId, matchedEvents([], input.events))
        await writes.bumpSnapshotVersion()
        return offerId
      })
      return get(id, actor)
    },

    async change(id: number, patch: OfferPatch, actor: Actor): Promise<Offer> {
      const now = clock()
      await write(async (writes) => {
        const current = await writes.lock(id, advertiserScope(actor, undefined))
        if (!current) throw notFound('offer')
        refuseStale(current, patch)
        if (patch.advertiserId !== undefined && patch.advertiserId !== current.advertiser_id) {
          throw invalid('/advertiserId', 'An offer stays with its advertiser; make a new one for another')
        }
        const values = checked(patchedValues(current, patch))
        const relinked = values.tracking_link !== current.tracking_link
        const link_version = current.link_version + (relinked ? 1 : 0)
        if (relinked) await writes.addLink(id, link_version, values.tracking_link, now)
        if (patch.events) await writes.applyEvents(id, matchedEvents(await writes.events(id), patch.events))
        await writes.update(id, { ...values, link_version, version: current.version + 1, updated_at: now })
        await writes.bumpSnapshotVersion()
        return id
      })
      return get(id, actor)
    },

    /** The postback URL of an offer, for its own tracker or another one. */
    async postbackUrl(id: number, choice: PostbackChoice & Of, actor: Actor): Promise<PostbackUrl> {
      const offer = await find(id, actor, choice.advertiserId)
      if (choice.eventId !== undefined) {
        const events = await repo.events(id)
        if (!events.some(({ event_id }) => event_id === choice.eventId)) throw notFound('event of the offer')
      }
      return offerPostbackUrl(publicUrl, offer, choice)
    },

    /** Offers whose name has this text: for searches of what belongs to offers. */
    idsNamed: (text: string, advertiserId: number | undefined) => repo.idsNamed(text, advertiserId),
  }
}
export type OfferService = ReturnType<typeof createOfferService>

function refuseStale(current: OfferRow, patch: OfferPatch): void {
  if (patch.version === undefined || patch.version === current.version) return
  throw new HttpProblem(
    'stale_version',
    'The offer was changed after you opened it. Load it again and repeat the change.',
  )
}

const DAY_S = 86_400

/** The rules that look at more than one field, or at the catalogue. */
function checked(values: OfferValues): OfferValues {
  if (values.tracker_id !== null && !findTracker(values.tracker_id)) {
    throw invalid('/trackerId', 'Is not a tracker of the catalogue; "other" is for one that is not in it')
  }
  if (values.starts_at && values.ends_at && values.ends_at <= values.starts_at) {
    throw invalid('/endsAt', 'Must be after the start')
  }
  const { min_seconds_after_click: min, max_days_after_click: max } = values
  if (min !== null && max !== null && min >= max * DAY_S) {
    throw invalid('/maxDaysAfterClick', 'Must be longer than the minimum time after the click')
  }
  return values
}

function matchedEvents(existing: OfferEventRow[], wanted: OfferInput['events']): EventPlan {
  const plan = planEvents(existing, wanted)
  const [index] = plan.unknown
  if (index !== undefined) throw invalid(`/events/${index}/id`, 'Is not an event of this offer')
  return plan
}
