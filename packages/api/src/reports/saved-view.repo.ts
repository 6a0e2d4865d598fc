import type { Knex } from 'knex'
import type { ReportViewRow } from '../db/tables.js'
import type { Actor } from '../http/actor.js'

export type ReportViewRecord = ReportViewRow & { email: string }

export function createSavedViewRepo(db: Knex) {
  /** What an actor may see: of ops, or of the own advertiser, what is the actor's own or shared. */
  const visible = ({ userId, advertiserId }: Actor) =>
    db('report_views as v')
      .join('users as u', 'u.id', 'v.user_id')
      .where('v.advertiser_id', advertiserId)
      .where((any) => any.where('v.user_id', userId).orWhere('v.shared', 1))
      .select('v.*', 'u.email')

  return {
    list: (actor: Actor): Promise<ReportViewRecord[]> => visible(actor).orderBy(['v.name', 'v.id']),

    find: (id: number, actor: Actor): Promise<ReportViewRecord | undefined> => visible(actor).where('v.id', id).first(),

    async count(userId: number): Promise<number> {
      const [row] = await db('report_views').where({ user_id: userId }).count({ n: '*' })
      return Number(row?.n)
    },

    async insert(view: Omit<ReportViewRow, 'id'>): Promise<number> {
      const [id] = await db('report_views').insert(view)
      return id!
    },

    async update(id: number, values: Partial<ReportViewRow>): Promise<void> {
      await db('report_views').where({ id }).update(values)
    },

    async remove(id: number): Promise<void> {
      await db('report_views').where({ id }).delete()
    },
  }
}
