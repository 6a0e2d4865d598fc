import type { ReportRows } from '@gokart/shared'
import { presentClick } from '../clicks/click.presenter.js'
import { presentConversion } from '../conversions/conversion.presenter.js'
import { presentPostbackSummary } from '../postbacks/postback.presenter.js'
import type { ReadView } from './read-view.js'
import type { RowKey } from './row-page.js'
import { sqlOf } from './sql.js'

const NAMES = 'o.name AS offer_name, a.name AS advertiser_name'
const PARENTS = 'LEFT JOIN offers AS o ON o.id = r.offer_id LEFT JOIN advertisers AS a ON a.id = r.advertiser_id'
const PARTNER = 'LEFT JOIN partners AS p ON p.id = r.partner_id'

/** Rows as the lists of clicks, conversions and postbacks read them. */
const SELECT: Readonly<Record<ReportRows['kind'], string>> = {
  clicks: `SELECT r.*, ${NAMES}, p.name AS partner_name FROM clicks AS r ${PARENTS} ${PARTNER}`,
  conversions: `SELECT r.*, ${NAMES}, p.name AS partner_name FROM conversions AS r ${PARENTS} ${PARTNER}`,
  postbacks: `SELECT r.*, ${NAMES} FROM postbacks AS r ${PARENTS}`,
}

async function records<Row extends { id: Buffer }>(
  view: ReadView,
  kind: ReportRows['kind'],
  keys: readonly RowKey[],
): Promise<Row[]> {
  if (keys.length === 0) return []
  const ids = keys.map(({ id }) => id)
  const rows = await view.read<Row>(sqlOf(`${SELECT[kind]} WHERE r.id IN (${ids.map(() => '?').join(', ')})`, ...ids))
  const byId = new Map(rows.map((row) => [row.id.toString('hex'), row]))
  return keys.flatMap(({ id }) => byId.get(id.toString('hex')) ?? [])
}

/** The rows of these keys, as their lists show them, in the same order. */
export async function presentedRows(view: ReadView, kind: ReportRows['kind'], keys: readonly RowKey[]) {
  switch (kind) {
    case 'clicks':
      return { kind, items: (await records<Parameters<typeof presentClick>[0]>(view, kind, keys)).map(presentClick) }
    case 'conversions':
      return {
        kind,
        items: (await records<Parameters<typeof presentConversion>[0]>(view, kind, keys)).map(presentConversion),
      }
    case 'postbacks':
      return {
        kind,
        items: (await records<Parameters<typeof presentPostbackSummary>[0]>(view, kind, keys)).map(
          presentPostbackSummary,
        ),
      }
  }
}
