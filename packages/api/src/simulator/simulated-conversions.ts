import type { Offer, SimulationInput } from '@gokart/shared'
import type { SimulatedConversion, Tracker } from '@gokart/shared/trackers'
import type { Actor } from '../http/actor.js'
import { notFound } from '../http/problem.js'
import type { OfferService } from '../offers/offer.service.js'
import { timesOf } from './offer-times.js'

/**
 * What the visitor does: the events of the offer, one conversion each, with the postback URL that GoKart shows for it. That is the
 * dynamic one where the tracker can name the event, else the event's own.
 */
export async function simulatedConversions(
  offers: Pick<OfferService, 'postbackUrl'>,
  { offer, tracker, actor }: { offer: Offer; tracker: Tracker; actor: Actor },
  { eventId, amount }: SimulationInput,
): Promise<SimulatedConversion[]> {
  const events = offer.events.filter((event) => eventId === undefined || event.eventId === eventId)
  if (events.length === 0) throw notFound('event of the offer')
  const times = timesOf(offer, events)
  const dynamic = offer.events.length === 1 || tracker.eventMacro !== null
  const conversions = events.map(async ({ eventId: id }, index): Promise<SimulatedConversion> => {
    const event = id ?? undefined
    const choice = { trackerId: tracker.id, ...(!dynamic && { eventId: event }) }
    const { url } = await offers.postbackUrl(offer.id, choice, actor)
    return { postbackUrl: url, event, amount, conversionId: `test-${index + 1}`, ...times[index] }
  })
  return Promise.all(conversions)
}
