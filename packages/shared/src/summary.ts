import { z } from 'zod'
import { endpoint } from './contract.js'
import { InstantInput } from './primitives.js'
import { PostbackSummary } from './postback.js'

/** The home page: counts since the start of the reader's day. Human clicks only; rejected conversions are not in `conversions` or `revenue`. */
export const Summary = z.object({
  clicks: z.number().int(),
  conversions: z.number().int(),
  /** One entry a currency, never added across currencies. */
  revenue: z.array(z.object({ currency: z.string(), amount: z.string() })),
  rejectedPostbacks: z.number().int(),
  latestRejected: z.array(PostbackSummary),
  offers: z.number().int(),
})
export type Summary = z.infer<typeof Summary>

export const summaryEndpoints = {
  get: endpoint('GET /api/summary', {
    access: 'user',
    summary: 'Today in numbers, and the last rejected postbacks',
    query: z.object({ from: InstantInput.optional() }),
    response: Summary,
  }),
}
