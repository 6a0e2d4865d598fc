import type { MacroName } from '@gokart/shared/macros'
import type { ClickRecord } from './click-record.js'

/** What a macro stands for. Those of the offer itself stand in its template already: see snapshot/parts.ts. */
export function macroValue(name: MacroName, click: ClickRecord): string | undefined {
  switch (name) {
    case 'gk_click_id':
      return click.id
    case 'gk_partner_id':
      return click.partner_id?.toString()
    case 'gk_timestamp':
      return String(Math.floor(click.created_at / 1000))
    case 'country':
    case 'device':
    case 'os':
    case 'browser':
    case 'ip':
    case 'user_agent':
    case 'referrer':
      return click[name]
    case 'gk_offer_id':
    case 'gk_offer_name':
    case 'gk_advertiser_id':
      return undefined
    default:
      return click.pubs[name]
  }
}
