import { Router } from 'express'
import { api } from '@gokart/shared'
import { advertiserHandlers } from './advertisers/advertiser.routes.js'
import type { Context } from './context.js'
import { conversionHandlers } from './conversions/conversion.routes.js'
import { mount } from './http/mount.js'
import { offerHandlers } from './offers/offer.routes.js'
import { partnerHandlers } from './partners/partner.routes.js'
import { cookieAuthentication, sessionHandlers } from './session/session.routes.js'
import { trackerHandlers } from './trackers/tracker.routes.js'
import { userHandlers } from './users/user.routes.js'

/** Every group of the contract with its handlers. */
export function apiRoutes(context: Context): Router {
  const { services, sessionCookie: cookie, clientIp } = context
  const router = Router()
  const authenticate = cookieAuthentication({ sessions: services.sessions, cookie })
  mount(router, authenticate, api.session, sessionHandlers({ ...services, cookie, clientIp }))
  mount(router, authenticate, api.advertisers, advertiserHandlers(services))
  mount(router, authenticate, api.users, userHandlers(services))
  mount(router, authenticate, api.partners, partnerHandlers(context))
  mount(router, authenticate, api.offers, offerHandlers(services))
  mount(router, authenticate, api.trackers, trackerHandlers(services))
  mount(router, authenticate, api.conversions, conversionHandlers(services))
  return router
}
