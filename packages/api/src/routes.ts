import { Router } from 'express'
import { api, type User } from '@gokart/shared'
import { advertiserHandlers } from './advertisers/advertiser.routes.js'
import { batchHandlers } from './batches/batch.routes.js'
import { clickHandlers } from './clicks/click.routes.js'
import type { Context } from './context.js'
import { conversionHandlers } from './conversions/conversion.routes.js'
import { docsRouter } from './docs/docs.routes.js'
import type { Actor } from './http/actor.js'
import { mount, type Handlers } from './http/mount.js'
import { exportHandlers } from './exports/export.routes.js'
import { offerHandlers } from './offers/offer.routes.js'
import { partnerHandlers } from './partners/partner.routes.js'
import { postbackHandlers } from './postbacks/postback.routes.js'
import { postbackToolHandlers } from './postbacks/tools.routes.js'
import { rateHandlers } from './reports/rate.routes.js'
import { savedViewHandlers } from './reports/saved-view.routes.js'
import { reportHandlers } from './reports/report.routes.js'
import { createOutageMemory } from './session/outage-memory.js'
import { cookieAuthentication, sessionHandlers } from './session/session.routes.js'
import { simulationHandlers } from './simulator/simulator.routes.js'
import { systemHandlers } from './system/system.routes.js'
import { trackerHandlers } from './trackers/tracker.routes.js'
import { userHandlers } from './users/user.routes.js'

type Api = typeof api
/** A group of the contract without its handlers does not compile. */
type ApiHandlers = { [G in keyof Api]: Handlers<Api[G]> }

export function apiRoutes(context: Context): Router {
  const { config, services, monitor, snapshot, place, now, streams, sessionCookie: cookie } = context
  const outage = { databaseAway: monitor.databaseAway, databaseAnsweredAt: () => now() - snapshot.age(), now }
  const knownActors = createOutageMemory<Actor | undefined>(outage)
  const authenticate = cookieAuthentication({ sessions: services.sessions, cookie, knownActors })
  const parts = { ...context, ...services, cookie, knownUsers: createOutageMemory<User>(outage) }
  // The first click of a new partner may come to any worker.
  const everywhere = { refresh: () => Promise.all([snapshot.refresh(), place.refreshOthers()]) }
  const handlers: ApiHandlers = {
    session: sessionHandlers(parts),
    advertisers: advertiserHandlers(parts),
    users: userHandlers(parts),
    partners: partnerHandlers({ ...parts, snapshot: everywhere }),
    offers: offerHandlers(parts),
    trackers: trackerHandlers(parts),
    simulations: simulationHandlers(parts),
    clicks: clickHandlers(parts),
    conversions: conversionHandlers(parts),
    batches: batchHandlers(parts),
    postbacks: postbackHandlers(parts),
    postbackTools: postbackToolHandlers(parts),
    reports: reportHandlers(parts),
    reportViews: savedViewHandlers(parts),
    rates: rateHandlers(parts),
    exports: exportHandlers(parts),
    system: systemHandlers(parts),
  }
  const router = Router()
  for (const group of Object.keys(handlers) as (keyof Api)[]) mountGroup(group)
  router.use(docsRouter({ publicUrl: config.publicUrl, cookieName: cookie.name }))
  return router

  function mountGroup<G extends keyof Api>(group: G): void {
    mount<Api[G]>(router, authenticate, api[group], handlers[group], streams)
  }
}
