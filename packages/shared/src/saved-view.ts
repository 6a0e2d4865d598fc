import { z } from 'zod'
import { endpoint } from './contract.js'
import { Id, IdText, Instant, Name } from './primitives.js'

/** The address of a report under a name. What it shows is asked for anew, by whoever opens it. */
export const SavedViewInput = z.object({
  name: Name,
  /** Path and query of the page, such as `/reports?dimensions=offer`. */
  url: z
    .string()
    .max(2_000)
    .regex(
      /^\/reports(?:\/[a-z-]+)?(?:\?[!"$-[\]-~]*)?$/,
      'Must be a report of this admin, such as /reports?dimensions=offer',
    ),
  /** Seen by all who see the same data as its maker: of ops by ops, of an advertiser's user by that advertiser's users. */
  shared: z.boolean().default(false),
})
export const SavedView = SavedViewInput.extend({
  id: Id,
  /** Whether the caller made it, and may change it. */
  own: z.boolean(),
  /** Email of its maker. */
  by: z.string(),
  createdAt: Instant,
})
export type SavedView = z.infer<typeof SavedView>

/** How many views a user may have. */
export const MAX_VIEWS = 200

const params = z.object({ id: IdText })

export const savedViewEndpoints = {
  list: endpoint('GET /api/report-views', {
    access: 'user',
    summary: 'Saved reports: your own, and those that others share with you',
    response: z.object({ items: z.array(SavedView) }),
  }),
  create: endpoint('POST /api/report-views', {
    access: 'user',
    summary: 'Save a report under a name',
    body: SavedViewInput,
    response: SavedView,
    status: 201,
  }),
  patch: endpoint('PATCH /api/report-views/:id', {
    access: 'user',
    summary: 'Rename, share or change a saved report of your own',
    params,
    body: SavedViewInput.extend({ shared: z.boolean() }).partial(),
    response: SavedView,
  }),
  remove: endpoint('DELETE /api/report-views/:id', {
    access: 'user',
    summary: 'Delete a saved report of your own',
    params,
  }),
}
