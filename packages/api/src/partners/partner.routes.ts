import type { api, Partner } from '@gokart/shared'
import type { Database } from '../db/knex.js'
import type { PartnerRow } from '../db/tables.js'
import type { Handlers } from '../http/mount.js'
import { createPartnerRepo } from './partner.repo.js'

interface PartnerDeps {
  db: Database
  snapshot: { refresh(): Promise<unknown> }
  clock: () => Date
}

export function partnerHandlers({ db, snapshot, clock }: PartnerDeps): Handlers<typeof api.partners> {
  const partners = createPartnerRepo(db)
  return {
    async list({ query }) {
      const page = await partners.list(query)
      return { ...page, items: page.items.map(presentPartner) }
    },
    async create({ body }) {
      const row = await partners.create(body.name, clock())
      await snapshot.refresh().catch(() => undefined)
      return presentPartner(row)
    },
  }
}

function presentPartner(row: PartnerRow): Partner {
  return { id: row.id, key: row.link_key, name: row.name, createdAt: row.created_at.toISOString() }
}
