import { z } from 'zod'

/** Row number of an advertiser, offer, user...: a positive integer of at most 31 bits. */
export const Id = z.number().int().positive().max(2_147_483_647)

/** The same, as text of a path or query. */
export const IdText = z.coerce.number<number>().int().positive().max(2_147_483_647)

/** A 128-bit ID in UUID text form (click, conversion, postback). */
export const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'Must be a UUID, like efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32')
  .transform((text) => text.toLowerCase())

/** A moment: ISO 8601 in UTC with milliseconds, `2026-11-22T21:05:42.123Z`. */
export const Instant = z.iso.datetime({ offset: false })

/** The same on the way in: any offset is read, UTC comes out. */
export const InstantInput = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  // An offset can lead out of the years that have four digits.
  .refine((utc) => Instant.safeParse(utc).success, 'Must be a moment of the years 0000 to 9999 in UTC')

/** A whole number between two bounds, both included. `hint`: what else to do, after a semicolon. */
export function wholeNumber(min: number, max: number, hint?: string) {
  const message = `Must be a whole number from ${min} to ${max}${hint === undefined ? '' : `; ${hint}`}`
  return z.number(message).int(message).min(min, message).max(max, message)
}

/** Money or a share: a decimal string, never a float. At most 12 digits before and 4 after the point. */
export const Decimal = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, 'Must be a decimal number such as "12.50"')

/**
 * A DECIMAL column or a sum as the API writes money: at least two digits after the point, no other zeros at the end.
 * `12.5000` -> `12.50`, `0.1250` -> `0.125`, `7` -> `7.00`.
 */
export function formatDecimal(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.')
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** ISO 4217 code in capitals. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'Must be a currency code of three capitals, such as USD')
  .refine((code) => CURRENCIES.has(code), 'Is not a currency that we know')

export const Email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email('Must be an email address'))
  .transform((text) => text.toLowerCase())

/** A web address that a visitor may be sent to: http or https, no user name in it, no blanks. */
export const WebUrl = z
  .string()
  .trim()
  .max(2048)
  .refine(isWebUrl, 'Must be a web address that starts with https:// or http://')

function isWebUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) return false
  const { hostname, username, password } = new URL(text)
  return hostname !== '' && username === '' && password === ''
}

/** A short human name: trimmed, 1 to 200 characters, one line. */
export const Name = z
  .string()
  .trim()
  .min(1, 'Must not be empty')
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'Must be one line without control characters')

/** Query of a list. `sort` is a key of `sorts`, with `-` before it for descending. */
export function listQuery<const S extends readonly [string, ...string[]], F extends z.ZodRawShape>(
  sorts: S,
  defaultSort: S[number] | `-${S[number]}`,
  filters: F,
) {
  type Sort = S[number] | `-${S[number]}`
  const keys = sorts.flatMap((sort) => [sort, `-${sort}`])
  const sort: z.ZodType<Sort, Sort> = z.enum(keys) as never
  return z.object({
    page: z.coerce.number<number>().int().min(1).max(1_000_000).default(1),
    pageSize: z.coerce.number<number>().int().min(1).max(100).default(25),
    sort: sort.default(defaultSort as never),
    q: z.string().trim().max(200).optional(),
    ...filters,
  })
}

/**
 * What was made to try an offer out is no part of a list, unless it is asked for: `only` lists that alone. What is named by its ID is
 * found either way.
 */
export const TestFilter = z.literal('only').optional()
export type TestFilter = z.infer<typeof TestFilter>

/** Answer of a list. `total` counts all rows that the filters match, on all pages. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.number().int().nonnegative(),
    page: z.number().int().positive(),
    pageSize: z.number().int().positive(),
  })
}
export interface Page<T> {
  items: T[]
  total: number
  page: number
  pageSize: number
}
