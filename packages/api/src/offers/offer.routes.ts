import type { api } from '@gokart/shared'
import type { Handlers } from '../http/mount.js'
import type { OfferService } from './offer.service.js'

export function offerHandlers({ offers }: { offers: OfferService }): Handlers<typeof api.offers> {
  return {
    list: ({ query }, actor) => offers.list(query, actor),
    create: ({ body }, actor) => offers.create(body, actor),
    get: ({ params }, actor) => offers.get(params.id, actor),
    patch: ({ params, body }, actor) => offers.change(params.id, body, actor),
  }
}
