import { randomBytes } from 'node:crypto'
import type { Advertiser, AdvertiserInput, AdvertiserPatch, api, EndpointInput, Page } from '@gokart/shared'
import { findTracker } from '@gokart/shared/trackers'
import type { Knex } from 'knex'
import type { Database } from '../db/knex.js'
import { policyOfRow } from '../db/advertiser-policy.js'
import { bumpSnapshotVersion } from '../db/snapshot-version.js'
import { advertiserScope, maySee, type Actor } from '../http/actor.js'
import { invalid, notFound } from '../http/problem.js'
import { createAdvertiserRepo, type AdvertiserRecord, type AdvertiserValues } from './advertiser.repo.js'

/** How long a postback token is still taken after it was rotated. */
const PREVIOUS_TOKEN_MS = 7 * 86_400_000

interface AdvertiserDeps {
  db: Database
  snapshot: { refresh(): Promise<unknown> }
  clock: () => Date
}
type ListQuery = EndpointInput<typeof api.advertisers.list>['query']
type Repo = ReturnType<typeof createAdvertiserRepo>

export function createAdvertiserService({ db, snapshot, clock }: AdvertiserDeps) {
  const repo = createAdvertiserRepo(db)

  /** Commits, then lets the hot paths of this process know; other processes see it when they poll. */
  async function write<T>(work: (repo: Repo) => Promise<T>): Promise<T> {
    const result = await db.transaction(async (trx: Knex.Transaction) => {
      const done = await work(createAdvertiserRepo(trx))
      await bumpSnapshotVersion(trx)
      return done
    })
    await snapshot.refresh().catch(() => undefined)
    return result
  }

  async function find(id: number, actor: Actor): Promise<AdvertiserRecord> {
    const row = maySee(actor, id) ? await repo.find(id) : undefined
    if (!row) throw notFound('advertiser')
    return row
  }

  async function token(id: number, actor: Actor) {
    await find(id, actor)
    const row = await repo.token(id)
    if (!row) throw notFound('advertiser')
    const until = row.previous_token_until
    return { token: row.postback_token, previousValidUntil: until && until > clock() ? until.toISOString() : null }
  }

  return {
    async list(query: ListQuery, actor: Actor): Promise<Page<Advertiser>> {
      const page = await repo.list(query, advertiserScope(actor, undefined))
      return { ...page, items: page.items.map(presentAdvertiser) }
    },

    get: async (id: number, actor: Actor): Promise<Advertiser> => presentAdvertiser(await find(id, actor)),

    async create(input: AdvertiserInput, actor: Actor): Promise<Advertiser> {
      const values = { ...valuesOf(input), name: input.name, postback_token: newToken(), created_at: clock() }
      const id = await write((rows) => rows.insert(values as Parameters<Repo['insert']>[0]))
      return presentAdvertiser(await find(id, actor))
    },

    async change(id: number, patch: AdvertiserPatch, actor: Actor): Promise<Advertiser> {
      await find(id, actor)
      const values = valuesOf(patch)
      if (Object.keys(values).length > 0) await write((rows) => rows.update(id, values))
      return presentAdvertiser(await find(id, actor))
    },

    token,

    async rotateToken(id: number, actor: Actor) {
      await find(id, actor)
      const previousUntil = new Date(clock().getTime() + PREVIOUS_TOKEN_MS)
      await write((rows) => rows.rotateToken(id, newToken(), previousUntil))
      return token(id, actor)
    },
  }
}
export type AdvertiserService = ReturnType<typeof createAdvertiserService>

const newToken = () => randomBytes(16).toString('hex')

/** A patch's fields as columns; an absent one is left out. */
function valuesOf(patch: AdvertiserPatch): Partial<AdvertiserValues> {
  if (patch.defaultTrackerId != null && !findTracker(patch.defaultTrackerId)) {
    throw invalid('/defaultTrackerId', 'Is not a tracker of the catalogue; "other" is for one that is not in it')
  }
  const values = {
    name: patch.name,
    contact_email: patch.contactEmail,
    default_tracker_id: patch.defaultTrackerId,
    token_policy: patch.tokenPolicy,
    fallback_url: patch.fallbackUrl,
    keep_email: patch.keepEmail,
    status_words: patch.statusWords && JSON.stringify(patch.statusWords),
    ip_allow_list: patch.ipAllowList && JSON.stringify(patch.ipAllowList),
    always_200: patch.always200,
    approval: patch.approval,
    pending_days: patch.pendingDays,
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

function presentAdvertiser(row: AdvertiserRecord): Advertiser {
  return {
    id: row.id,
    name: row.name,
    contactEmail: row.contact_email,
    defaultTrackerId: row.default_tracker_id,
    tokenPolicy: row.token_policy,
    fallbackUrl: row.fallback_url,
    keepEmail: row.keep_email === 1,
    ...policyOfRow(row),
    offerCount: Number(row.offer_count),
    userCount: Number(row.user_count),
    createdAt: row.created_at.toISOString(),
  }
}
