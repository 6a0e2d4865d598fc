import type { api, EndpointInput, Page } from '@gokart/shared'
import type { Knex } from 'knex'
import { containing, readPage } from '../db/page.js'
import { randomLinkKey } from '../db/link-key.js'
import { bumpSnapshotVersion } from '../db/snapshot-version.js'
import type { PartnerRow } from '../db/tables.js'

const SORTS = { name: 'p.name', createdAt: 'p.created_at' }

export function createPartnerRepo(db: Knex) {
  return {
    list(query: EndpointInput<typeof api.partners.list>['query']): Promise<Page<PartnerRow>> {
      const filtered = db('partners as p')
      if (query.q) {
        const { q } = query
        filtered.where((any) => matching(any, q))
      }
      return readPage<PartnerRow>(query, {
        filtered,
        key: 'p.id',
        columns: SORTS,
        rows: (page) => db('partners as p').select('p.*').join(page, 'page.id', 'p.id'),
      })
    },

    create(name: string, now: Date): Promise<PartnerRow> {
      const values = { link_key: randomLinkKey(), name, created_at: now }
      return db.transaction(async (trx) => {
        const [id] = await trx('partners').insert(values)
        await bumpSnapshotVersion(trx)
        return { id: id as number, ...values }
      })
    },
  }
}

function matching(query: Knex.QueryBuilder, text: string): void {
  query.where('p.name', 'like', containing(text))
  // The key's column takes ASCII alone, and the server compares it with nothing else.
  if (/^\w+$/.test(text)) query.orWhere('p.link_key', 'like', containing(text.toLowerCase()))
}
