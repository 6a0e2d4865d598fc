import { Currency } from '@gokart/shared'
import { Big } from 'big.js'
import { readAmount } from './amount.js'
import { quote } from './text.js'

/** What an event pays: `flat`, an amount in the offer's currency; `percent`, a share of the postback's amount. */
export interface Payout {
  readonly payoutType: 'flat' | 'percent'
  readonly payout: string
}

/**
 * `currency` is the currency of both `amount` and `revenue`. So a flat payout, which is in the offer's currency, drops an
 * amount in another one (it stays in the log); a share is in the currency of the amount that it is a share of.
 */
export interface Price {
  readonly ok: true
  readonly amount: string | null
  readonly revenue: string
  readonly currency: string
  readonly notes: readonly string[]
}
export interface PriceFault {
  readonly ok: false
  readonly message: string
  readonly remedy?: string
}

/** What a conversion is worth. `amount` and `currency` as they were sent; pure decimal arithmetic, half up at 4 digits. */
export function price(
  payout: Payout,
  offerCurrency: string,
  sent: { amount: string | undefined; currency: string | undefined },
): Price | PriceFault {
  const notes: string[] = []
  const currency = readCurrency(sent.currency, offerCurrency)
  if (currency === undefined) return unknownCurrency(sent.currency ?? '')
  const read = sent.amount === undefined ? undefined : readAmount(sent.amount)
  if (read && !read.ok) return read
  if (read?.note) notes.push(read.note)
  if (payout.payoutType === 'percent') return share(payout.payout, currency, read?.value, offerCurrency, notes)
  const kept = currency === offerCurrency
  if (read && !kept) {
    notes.push(
      `${read.value} ${currency} was sent, and the payout is in ${offerCurrency}: the amount is kept here only.`,
    )
  }
  return { ok: true, amount: (kept && read?.value) || null, revenue: payout.payout, currency: offerCurrency, notes }
}

function share(
  percent: string,
  currency: string,
  amount: string | undefined,
  offerCurrency: string,
  notes: string[],
): Price | PriceFault {
  if (amount === undefined) return NO_AMOUNT
  if (currency !== offerCurrency) {
    notes.push(`The revenue is in ${currency}, as the amount was sent; the offer’s currency is ${offerCurrency}.`)
  }
  const revenue = new Big(amount).times(percent).div(100).round(4, Big.roundHalfUp).toFixed()
  return { ok: true, amount, revenue, currency, notes }
}

const NO_AMOUNT: PriceFault = {
  ok: false,
  message: 'The event pays a share of the amount, and no cnv_amount arrived.',
  remedy: 'Add cnv_amount=<amount macro of your tracker> to the postback URL.',
}

function readCurrency(sent: string | undefined, offerCurrency: string): string | undefined {
  if (sent === undefined) return offerCurrency
  const code = Currency.safeParse(sent.toUpperCase())
  return code.success ? code.data : undefined
}

function unknownCurrency(sent: string): PriceFault {
  return {
    ok: false,
    message: `cnv_currency ${quote(sent)} is not a currency code of ISO 4217.`,
    remedy: 'Send a code of three letters such as USD, or leave cnv_currency out: the offer’s currency is then taken.',
  }
}
