import type { MacroName, MacroValues, Template } from '@gokart/shared/macros'
import type { SnapshotOffer } from '../snapshot/snapshot.js'
import type { ClickRecord } from './click-record.js'

/** The values of those macros that the template has; the others would be made for nothing. */
export function macroValues(template: Template, click: ClickRecord, offer: SnapshotOffer): MacroValues {
  const values: { [name in MacroName]?: string | undefined } = {}
  for (const { name } of template.slots) values[name] = valueOf(name, click, offer)
  return values
}

function valueOf(name: MacroName, click: ClickRecord, offer: SnapshotOffer): string | undefined {
  switch (name) {
    case 'gk_click_id':
      return click.id
    case 'gk_offer_id':
      return String(offer.id)
    case 'gk_offer_name':
      return offer.name
    case 'gk_advertiser_id':
      return String(offer.advertiserId)
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
    default:
      return click.pubs[name]
  }
}
