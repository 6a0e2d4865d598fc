import { z } from 'zod'
import { endpoint } from './contract.js'
import { Currency, Id, IdText, listQuery, pageOf } from './primitives.js'

const [FIRST, LAST] = ['2000-01-01', '2099-12-31']

export const RateInput = z
  .object({
    /** From this UTC day on, until the next one of the same pair. */
    date: z.iso
      .date('Must be a day such as 2026-11-27')
      .refine((day) => day >= FIRST && day <= LAST, 'Must be a day of the years 2000 to 2099'),
    from: Currency,
    to: Currency,
    /** So many of `to` for one of `from`: a decimal string. */
    rate: z
      .string()
      .regex(/^\d{1,10}(\.\d{1,10})?$/, 'Must be a decimal number such as 1.0842')
      .refine((rate) => /[1-9]/.test(rate), 'Must be more than 0'),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'Must be another currency' })
export type RateInput = z.infer<typeof RateInput>

export const Rate = z.object({ id: Id, date: z.string(), from: z.string(), to: z.string(), rate: z.string() })
export type Rate = z.infer<typeof Rate>

/** Most of a file of rates. */
export const RATE_FILE = { lines: 20_000, bytes: 2 * 1024 * 1024 } as const

export const rateEndpoints = {
  list: endpoint('GET /api/rates', {
    access: 'ops',
    summary: 'Rates of currencies, newest first',
    query: listQuery(['date'], '-date', { from: Currency.optional(), to: Currency.optional() }),
    response: pageOf(Rate),
  }),
  enter: endpoint('POST /api/rates', {
    access: 'ops',
    summary: 'Enter a rate; it takes the place of one of the same pair and day',
    body: RateInput,
    response: Rate,
    status: 201,
  }),
  upload: endpoint('POST /api/rates/import', {
    access: 'ops',
    summary: 'Import a CSV file of rates with the columns date, from, to and rate; all of its lines, or none',
    upload: 'text/csv',
    response: z.object({ lines: z.number().int() }),
  }),
  remove: endpoint('DELETE /api/rates/:id', {
    access: 'ops',
    summary: 'Delete a rate',
    params: z.object({ id: IdText }),
  }),
}
