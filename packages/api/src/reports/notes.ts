import type { MoneyByCurrency } from '@gokart/shared'
import { formatDecimal } from '@gokart/shared'
import type { Rates } from './rates.js'
import type { ReportSpec } from './spec.js'

/** What a reader must know of the money in a report. */
export function moneyNotes({ clock }: ReportSpec, rates: Rates | undefined, left: MoneyByCurrency): string[] {
  if (!rates) return []
  const of = clock === 'click' ? 'click' : 'conversion'
  const converted = `Money is converted to ${rates.currency} by the rate of the UTC day of the ${of}.`
  const missing = Object.entries(left).map(
    ([currency, amount]) =>
      `${formatDecimal(amount)} ${currency} is not in any amount: there is no rate from ${currency} to ${rates.currency} for ` +
      'its days. Ops can enter one.',
  )
  return [converted, ...missing]
}
