import { advertiserEndpoints } from './advertiser.js'
import { batchEndpoints } from './batch.js'
import { clickEndpoints } from './click.js'
import { conversionEndpoints } from './conversion.js'
import { exportEndpoints } from './export.js'
import { offerEndpoints } from './offer.js'
import { partnerEndpoints } from './partner.js'
import { postbackEndpoints } from './postback.js'
import { postbackToolEndpoints } from './postback-tools.js'
import { rateEndpoints } from './rate.js'
import { reportEndpoints } from './report.js'
import { savedViewEndpoints } from './saved-view.js'
import { sessionEndpoints } from './session.js'
import { simulationEndpoints } from './simulation.js'
import { systemEndpoints } from './system.js'
import { trackerEndpoints } from './tracker.js'
import { userEndpoints } from './user.js'

/** The whole contract of `/api`: a group for each noun, an endpoint for each call. */
export const api = {
  session: sessionEndpoints,
  advertisers: advertiserEndpoints,
  users: userEndpoints,
  partners: partnerEndpoints,
  offers: offerEndpoints,
  trackers: trackerEndpoints,
  simulations: simulationEndpoints,
  clicks: clickEndpoints,
  conversions: conversionEndpoints,
  batches: batchEndpoints,
  postbacks: postbackEndpoints,
  postbackTools: postbackToolEndpoints,
  reports: reportEndpoints,
  reportViews: savedViewEndpoints,
  rates: rateEndpoints,
  exports: exportEndpoints,
  system: systemEndpoints,
} as const
