import { clickEndpoints } from './click.js'
import { endpoint } from './contract.js'
import { conversionEndpoints } from './conversion.js'
import { offerEndpoints } from './offer.js'
import { postbackEndpoints } from './postback.js'
import { ExportFormat, ReportFileQuery, ZoneName } from './report.js'

/** Most rows of a sheet, its first line among them. */
export const SHEET_ROWS = 1_048_576

const options = {
  format: ExportFormat.default('csv'),
  /** Times are written as of this zone, with their offset. */
  zone: ZoneName.default('UTC'),
}

/** All pages of a list with these filters, in its order. The header `X-Total-Count` has how many rows come, `X-Total-Exact` whether at least. */
export const exportEndpoints = {
  report: endpoint('GET /api/exports/report', {
    access: 'user',
    summary: 'A report as a file: all of its rows, and the total',
    query: ReportFileQuery,
    download: 'text/csv',
    status: 200,
  }),
  clicks: endpoint('GET /api/exports/clicks', {
    access: 'user',
    summary: 'The list of clicks as a file',
    query: clickEndpoints.list.query.extend(options),
    download: 'text/csv',
    status: 200,
  }),
  conversions: endpoint('GET /api/exports/conversions', {
    access: 'user',
    summary: 'The list of conversions as a file',
    query: conversionEndpoints.list.query.extend(options),
    download: 'text/csv',
    status: 200,
  }),
  postbacks: endpoint('GET /api/exports/postbacks', {
    access: 'user',
    summary: 'The postback log as a file',
    query: postbackEndpoints.list.query.extend(options),
    download: 'text/csv',
    status: 200,
  }),
  offers: endpoint('GET /api/exports/offers', {
    access: 'user',
    summary: 'The list of offers as a file',
    query: offerEndpoints.list.query.extend(options),
    download: 'text/csv',
    status: 200,
  }),
}
