import type { api, EndpointInput, Page } from '@gokart/shared'
import type { Knex } from 'knex'
import { containing, readPage } from '../db/page.js'
import type { AdvertiserRow } from '../db/tables.js'

export interface AdvertiserRecord extends AdvertiserRow {
  offer_count: number
  user_count: number
}
export type AdvertiserValues = Pick<
  AdvertiserRow,
  | 'name'
  | 'contact_email'
  | 'default_tracker_id'
  | 'token_policy'
  | 'fallback_url'
  | 'status_words'
  | 'ip_allow_list'
  | 'approval'
  | 'pending_days'
> & { keep_email: boolean; always_200: boolean }
type Token = Pick<AdvertiserRow, 'postback_token' | 'previous_token' | 'previous_token_until'>
type ListQuery = EndpointInput<typeof api.advertisers.list>['query']

const SORTS = { name: 'a.name', createdAt: 'a.created_at' }

/** `scope` limits to one advertiser; undefined reads all. */
export function createAdvertiserRepo(db: Knex) {
  const records = () =>
    db('advertisers as a').select('a.*', {
      offer_count: db('offers').where('advertiser_id', db.ref('a.id')).count(),
      user_count: db('users').where('advertiser_id', db.ref('a.id')).count(),
    })

  return {
    list(query: ListQuery, scope: number | undefined): Promise<Page<AdvertiserRecord>> {
      const filtered = db('advertisers as a')
      if (scope !== undefined) filtered.where('a.id', scope)
      if (query.q) {
        const pattern = containing(query.q)
        filtered.where((any) => any.whereILike('a.name', pattern).orWhereILike('a.contact_email', pattern))
      }
      return readPage<AdvertiserRecord>(query, {
        filtered,
        key: 'a.id',
        columns: SORTS,
        rows: (page) => records().join(page, 'page.id', 'a.id'),
      })
    },

    find: (id: number): Promise<AdvertiserRecord | undefined> => records().where('a.id', id).first(),

    async insert(values: AdvertiserValues & Pick<AdvertiserRow, 'postback_token' | 'created_at'>): Promise<number> {
      const [id] = await db('advertisers').insert(values)
      return id as number
    },

    update: (id: number, values: Partial<AdvertiserValues>): Promise<number> =>
      db('advertisers').where({ id }).update(values),

    /** The present token becomes the previous one. In one statement, so that two rotations at once lose neither. */
    rotateToken: (id: number, token: string, previousUntil: Date): Promise<number> =>
      db('advertisers')
        .where({ id })
        .update({
          previous_token: db.ref('postback_token'),
          previous_token_until: previousUntil,
          postback_token: token,
        }),

    token: (id: number): Promise<Token | undefined> =>
      db('advertisers').where({ id }).select('postback_token', 'previous_token', 'previous_token_until').first(),
  }
}
