import { createAdvertiserService } from './advertisers/advertiser.service.js'
import { createBatchService } from './batches/batch.service.js'
import { createClickService } from './clicks/click.service.js'
import { createConversionService } from './conversions/conversion.service.js'
import { createCounters } from './counters/counters.js'
import type { HotPool } from './db/hot-pool.js'
import type { Database } from './db/knex.js'
import type { Logger } from './logger.js'
import { createOfferService } from './offers/offer.service.js'
import { createExplainService } from './postbacks/explain.service.js'
import { createPostbackLogService } from './postbacks/postback.service.js'
import { createShareService } from './postbacks/share.service.js'
import { createDashboardService } from './reports/dashboard.service.js'
import { createReportRowService } from './reports/row.service.js'
import { createReportService } from './reports/report.service.js'
import { createSessionService } from './session/session.service.js'
import type { Snapshot } from './snapshot/snapshot.js'
import { createTrackerService } from './trackers/tracker.service.js'
import { createCredentials } from './users/credentials.service.js'
import { createFirstOps, type FirstOps } from './users/first-ops.js'
import { createPasswords } from './users/password.js'
import { createUserService } from './users/user.service.js'

export interface ServiceDeps {
  db: Database
  /** For what runs on the postback path's connections. */
  pool: HotPool
  log: Logger
  databaseUrl: string
  publicUrl: string
  snapshot: { refresh(): Promise<void>; current(): Snapshot }
  clock: () => Date
  random: (size: number) => Buffer
}

/** The rules of the API, each built once from what it needs. */
export function createServices(deps: ServiceDeps) {
  const passwords = createPasswords()
  const sessions = createSessionService(deps)
  const users = createUserService({ ...deps, passwords, sessions })
  const credentials = createCredentials({ ...deps, passwords })
  const offers = createOfferService(deps)
  const conversions = createConversionService({ ...deps, offers })
  const postbacks = createPostbackLogService({ ...deps, offers })
  return {
    createFirstOps: (account: { email: string; password: string | undefined }): Promise<FirstOps | undefined> =>
      createFirstOps({ ...deps, passwords }, account),
    sessions,
    users,
    credentials,
    advertisers: createAdvertiserService(deps),
    offers,
    trackers: createTrackerService({ ...deps, offers }),
    clicks: createClickService({ ...deps, offers }),
    conversions,
    counters: createCounters(deps),
    batches: createBatchService({ ...deps, conversions, postbacks }),
    postbacks,
    explanations: createExplainService(deps),
    shares: createShareService(deps),
    reports: createReportService(deps),
    reportRows: createReportRowService(deps),
    dashboards: createDashboardService(deps),
  }
}
