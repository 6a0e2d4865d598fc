import { Currency, formatDecimal } from '@gokart/shared'
import { Big } from 'big.js'
import { readAmount } from '../amount.js'

export interface RepairedAmount {
  readonly cnv_amount?: string
  readonly cnv_currency?: string
}

interface SentAmount {
  readonly amount: string | undefined
  readonly currency: string | undefined
}

/**
 * Amount and currency that a sender certainly meant, where the rules could not read what came: `1.234,50 EUR` is 1234.50 in EUR.
 * Undefined where there are two readings, or none.
 */
export function repairAmount({ amount, currency }: SentAmount, offerCurrency: string): RepairedAmount | undefined {
  if (amount !== undefined && !readAmount(amount).ok) return withoutMarks(amount, currency, offerCurrency)
  if (currency === undefined || Currency.safeParse(currency.toUpperCase()).success) return undefined
  const meant = currencyOf(currency, offerCurrency)
  return meant === undefined ? undefined : { cnv_currency: meant }
}

const NUMBER_WITH_MARKS = /^(\D{0,10}?)(\d[\d.,'’\s]{0,40}\d|\d)(\D{0,10})$/
const SCIENTIFIC = /^\d{1,15}(?:\.\d{1,15})?e[+-]?\d{1,2}$/i

function withoutMarks(amount: string, currency: string | undefined, offerCurrency: string): RepairedAmount | undefined {
  if (SCIENTIFIC.test(amount)) return plain(new Big(amount).toFixed())
  const [, before = '', number = '', after = ''] = NUMBER_WITH_MARKS.exec(amount.trim()) ?? []
  const marks = (before + after).trim()
  const read = number === '' || marks === '' ? undefined : plain(number)
  const meant = currencyOf(marks, offerCurrency)
  if (!read || meant === undefined) return undefined
  // Two currencies: who knows which one is right.
  if (currency !== undefined && currency.toUpperCase() !== meant) return undefined
  return { ...read, cnv_currency: meant }
}

function plain(text: string): { cnv_amount: string } | undefined {
  const read = readAmount(text)
  return read.ok ? { cnv_amount: formatDecimal(read.value) } : undefined
}

/** Signs and names that stand for one currency. */
const SIGNS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  EURO: 'EUR',
  EUROS: 'EUR',
  '£': 'GBP',
  US$: 'USD',
  R$: 'BRL',
  '₹': 'INR',
  '₩': 'KRW',
  '₺': 'TRY',
  '₴': 'UAH',
  ZŁ: 'PLN',
}
/** Signs of several currencies: the offer's is meant, where it is one of them. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN'],
  '¥': ['JPY', 'CNY'],
  KR: ['SEK', 'NOK', 'DKK'],
}

function currencyOf(mark: string, offerCurrency: string): string | undefined {
  const name = mark.replace(/[\s.]/g, '').toUpperCase()
  const code = Currency.safeParse(name)
  if (code.success) return code.data
  return SIGNS[name] ?? (SHARED[name]?.includes(offerCurrency) ? offerCurrency : undefined)
}
