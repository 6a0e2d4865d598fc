import { MAX_VIEWS, type api, type SavedView } from '@gokart/shared'
import type { Knex } from 'knex'
import type { Actor } from '../http/actor.js'
import type { Handlers } from '../http/mount.js'
import { HttpProblem, notFound } from '../http/problem.js'
import { createSavedViewRepo, type ReportViewRecord } from './saved-view.repo.js'

interface SavedViewDeps {
  db: Knex
  clock: () => Date
}

export function savedViewHandlers({ db, clock }: SavedViewDeps): Handlers<typeof api.reportViews> {
  const repo = createSavedViewRepo(db)

  async function get(id: number, actor: Actor): Promise<ReportViewRecord> {
    const view = await repo.find(id, actor)
    if (!view) throw notFound('saved report')
    return view
  }

  async function getOwn(id: number, actor: Actor): Promise<ReportViewRecord> {
    const view = await get(id, actor)
    if (view.user_id === actor.userId) return view
    throw new HttpProblem('wrong_role', 'It is shared with you; only who made it may change it. Save one of your own.')
  }

  return {
    async list(_input, actor) {
      return { items: (await repo.list(actor)).map((view) => present(view, actor)) }
    },

    async create({ body: { name, url, shared } }, actor) {
      const { userId: user_id, advertiserId: advertiser_id } = actor
      if ((await repo.count(user_id)) >= MAX_VIEWS) {
        throw new HttpProblem('conflict', `You have ${MAX_VIEWS} saved reports: delete one that you need no more.`)
      }
      const row = { user_id, advertiser_id, name, url, shared: shared ? 1 : 0, created_at: clock() }
      return present(await get(await repo.insert(row), actor), actor)
    },

    async patch({ params: { id }, body: { shared, ...others } }, actor) {
      await getOwn(id, actor)
      const values = { ...others, ...(shared === undefined ? {} : { shared: shared ? 1 : 0 }) }
      if (Object.keys(values).length > 0) await repo.update(id, values)
      return present(await get(id, actor), actor)
    },

    async remove({ params: { id } }, actor) {
      await getOwn(id, actor)
      await repo.remove(id)
    },
  }
}

function present(view: ReportViewRecord, actor: Actor): SavedView {
  return {
    id: view.id,
    name: view.name,
    url: view.url,
    shared: view.shared === 1,
    own: view.user_id === actor.userId,
    by: view.email,
    createdAt: view.created_at.toISOString(),
  }
}
