import { Big } from 'big.js'
import { isMacro } from './placeholder.js'
import { quote } from './text.js'

/** `value`: plain decimal of at most 12 digits before and 4 after the point. */
export type ReadAmount =
  | { readonly ok: true; readonly value: string; readonly note?: string }
  | { readonly ok: false; readonly message: string; readonly remedy?: string }

const PLAIN = /^(?:\d+\.?\d*|\.\d+)$/
/** Other ways to write a number that have one reading: [form, thousands separators, decimal separator]. */
const REPAIRS: readonly (readonly [form: RegExp, thousands: RegExp, decimal: string])[] = [
  [/^[1-9]\d{0,2}(?:,\d{3})+\.\d+$|^[1-9]\d{0,2}(?:,\d{3}){2,}$/, /,/g, '.'],
  [/^[1-9]\d{0,2}(?:\.\d{3})+,\d+$|^[1-9]\d{0,2}(?:\.\d{3}){2,}$/, /\./g, ','],
  [/^[1-9]\d{0,2}(?:[ '’\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?$/, /[ '’\u00a0\u2009\u202f]/g, ','],
  [/^(?:\d{4,}|0),\d+$|^\d+,(?:\d{1,2}|\d{4,})$/, /(?!)/g, ','],
]
const TWO_READINGS = /^[1-9]\d{0,2},\d{3}$/
/** Longer text is no amount, and the patterns would take their time. */
const LONGEST = 100
const LARGEST = new Big('1e12')

/** Reads `cnv_amount`: a plain decimal, or another notation where it has one reading only. */
export function readAmount(text: string): ReadAmount {
  if (text.length > LONGEST) {
    return { ok: false, message: `cnv_amount ${quote(text)} has ${text.length} characters, too many for a number.` }
  }
  if (PLAIN.test(text)) return rounded(text)
  const repair = REPAIRS.find(([form]) => form.test(text))
  if (!repair) return { ok: false, ...faultOf(text) }
  const [, thousands, decimal] = repair
  const read = rounded(text.replace(thousands, '').replace(decimal, '.'))
  return read.ok ? { ...read, note: `cnv_amount ${quote(text)} was read as ${read.value}.` } : read
}

function rounded(text: string): ReadAmount {
  const exact = new Big(text.replace(/^\./, '0.').replace(/\.$/, ''))
  const value = exact.round(4, Big.roundHalfUp)
  if (value.gte(LARGEST)) {
    return {
      ok: false,
      message: `cnv_amount ${quote(text)} is too large: at most 12 digits can stand before the point.`,
    }
  }
  if (value.eq(exact)) return { ok: true, value: value.toFixed() }
  return { ok: true, value: value.toFixed(), note: `cnv_amount ${quote(text)} was rounded to ${value.toFixed()}.` }
}

function faultOf(text: string): { message: string; remedy?: string } {
  const name = `cnv_amount ${quote(text)}`
  if (isMacro(text)) return { message: `${name} is still a macro: the tracker did not replace it with a value.` }
  if (TWO_READINGS.test(text)) {
    const [plain, decimal] = [text.replace(',', ''), text.replace(',', '.')]
    return { message: `${name} can be read as ${plain} and as ${decimal}.`, remedy: `Send ${plain} or ${decimal}.` }
  }
  if (/^-\s?[\d.,]+$/.test(text)) {
    const remedy = 'Send conversions only; a refund is a change of the status of the conversion that is there.'
    return { message: `${name} is negative, and a conversion has an amount of 0 or more.`, remedy }
  }
  if (/^[\d.]+e[+-]?\d+$/i.test(text)) return { message: `${name} is in scientific notation.` }
  const number = /^\D*([\d.]*\d)\D*$/.exec(text)?.[1]
  if (number !== undefined && PLAIN.test(number)) {
    const remedy = `Send ${number} in cnv_amount, and the currency as a code such as USD in cnv_currency.`
    return { message: `${name} holds more than a number.`, remedy }
  }
  return { message: `${name} is not a number.` }
}
