import { type DimensionName, isGrain } from '@gokart/shared'
import { reasonLabel } from './reason'
import { statusLook } from './status'
import { periodText } from './trend'

const NONE = '(none)'

/** How a value of a dimension reads. `label` is what the API calls it. */
export function valueLabel(dimension: DimensionName, key: string | null, label: string, zone: string): string {
  if (key === null) return NONE
  if (isGrain(dimension)) return periodText(key, dimension, zone).name
  if (dimension === 'country') return countryName(key)
  if (dimension === 'reason') return reasonLabel(key)
  if (dimension === 'traffic_class') return key === 'all' ? 'All traffic' : statusLook(key).label
  return label === '' ? key : label
}

const countries = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'code' })

function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code
}
