import { SUB_COUNT } from '@gokart/shared'
import { parseTemplate, renderTemplate, type MacroValues } from '@gokart/shared/macros'
import { bytesToUuid } from '../db/uuid.js'
import { headerSafeTemplate } from '../snapshot/header-safe.js'
import type { ClickStoryRecord } from './click.repo.js'

/** Where the visitor was sent, made again from the click and the version of the link that it used; null where nowhere. */
export function clickDestination(click: ClickStoryRecord): string | null {
  if (click.outcome !== 'sent' || click.tracking_link === null) return null
  return renderTemplate(headerSafeTemplate(parseTemplate(click.tracking_link)), macroValues(click))
}

function macroValues(click: ClickStoryRecord): MacroValues {
  const text = (value: string | number | null) => (value === null ? undefined : String(value))
  const subs = Array.from({ length: SUB_COUNT }, (_, index) => `pub_sub_${index + 1}` as 'pub_sub_1')
  return {
    gk_click_id: bytesToUuid(click.id),
    gk_offer_id: text(click.offer_id),
    gk_offer_name: text(click.offer_name),
    gk_advertiser_id: text(click.advertiser_id),
    gk_partner_id: text(click.partner_id),
    gk_timestamp: String(Math.floor(click.created_at.getTime() / 1000)),
    pub_click_id: text(click.pub_click_id),
    pub_member_id: text(click.pub_member_id),
    pub_session_id: text(click.pub_session_id),
    ...Object.fromEntries(subs.map((name) => [name, text(click[name])])),
    country: text(click.country),
    device: text(click.device),
    os: text(click.os),
    browser: text(click.browser),
    ip: click.ip,
    user_agent: text(click.user_agent),
    referrer: text(click.referrer),
  }
}
