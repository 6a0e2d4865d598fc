import { MACRO_NAMES, parseTemplate, renderTemplate, type MacroValues } from '@gokart/shared/macros'
import { bytesToUuid } from '../db/uuid.js'
import { headerSafeTemplate } from '../snapshot/header-safe.js'
import type { ClickStoryRecord } from './click.repo.js'

/** Where the visitor was sent, made again from the click and the version of the link that it used; null where nowhere. */
export function clickDestination(click: ClickStoryRecord): string | null {
  if (click.outcome !== 'sent' || click.tracking_link === null) return null
  return renderTemplate(headerSafeTemplate(parseTemplate(click.tracking_link)), macroValues(click))
}

/** Macros that are not ours are called like the columns that hold their values. */
export function macroValues(click: ClickStoryRecord): MacroValues {
  const columns: Record<string, unknown> = { ...click }
  const values = MACRO_NAMES.flatMap((name) => (typeof columns[name] === 'string' ? [[name, columns[name]]] : []))
  return {
    ...(Object.fromEntries(values) as MacroValues),
    gk_click_id: bytesToUuid(click.id),
    gk_offer_id: String(click.offer_id ?? ''),
    gk_offer_name: click.offer_name ?? '',
    gk_advertiser_id: String(click.advertiser_id ?? ''),
    gk_partner_id: String(click.partner_id ?? ''),
    gk_timestamp: String(Math.floor(click.created_at.getTime() / 1000)),
  }
}
