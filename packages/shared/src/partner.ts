import { z } from 'zod'
import { endpoint } from './contract.js'
import { Id, Instant, listQuery, Name, pageOf } from './primitives.js'

/** A publisher who sends traffic. `key` stands in click links: `/c/OFFERKEY/PARTNERKEY`. */
export const Partner = z.object({ id: Id, key: z.string(), name: z.string(), createdAt: Instant })
export type Partner = z.infer<typeof Partner>

export const partnerEndpoints = {
  list: endpoint('GET /api/partners', {
    access: 'ops',
    summary: 'List partners',
    query: listQuery(['name', 'createdAt'], 'name', {}),
    response: pageOf(Partner),
  }),
  create: endpoint('POST /api/partners', {
    access: 'ops',
    summary: 'Add a partner',
    body: z.object({ name: Name }),
    response: Partner,
    status: 201,
  }),
}
