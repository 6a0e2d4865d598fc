import type { api } from '@gokart/shared'
import type { BatchService } from '../batches/batch.service.js'
import type { ConversionService } from '../conversions/conversion.service.js'
import type { Database } from '../db/knex.js'
import { advertiserScope } from '../http/actor.js'
import type { Handlers } from '../http/mount.js'
import { notFound } from '../http/problem.js'
import type { PostbackLogService } from '../postbacks/postback.service.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { presentClickStory } from './click.presenter.js'
import { createClickRepo } from './click.repo.js'
import type { ClickService } from './click.service.js'
import { signedClick } from './signed-click.js'

export interface ClickDeps {
  db: Database
  clicks: ClickService
  conversions: Pick<ConversionService, 'ofClick'>
  postbacks: Pick<PostbackLogService, 'ofClick'>
  batches: Pick<BatchService, 'touching'>
  snapshot: { current(): Snapshot }
}

export function clickHandlers(deps: ClickDeps): Handlers<typeof api.clicks> {
  const { db, clicks, conversions, postbacks, batches, snapshot } = deps
  const repo = createClickRepo(db)
  return {
    list: ({ query }, actor) => clicks.list(query, actor),

    async get({ params: { clickId } }, actor) {
      const scope = advertiserScope(actor, undefined)
      const click = await repo.find(clickId, scope)
      const told = { ...(await postbacks.ofClick(clickId, actor)), ...(await conversions.ofClick(clickId, actor)) }
      // Of a click that is not stored, only what was done with its ID makes a story.
      if (!click && told.postbacks.length === 0 && told.conversions.length === 0) throw notFound('click')
      const followed = { ...told, batches: await batches.touching(told, actor) }
      if (click) return presentClickStory(click, followed)
      const signed = await signedClick(db, clickId, snapshot.current().macs, scope)
      return { recorded: false as const, clickId, signed, ...followed }
    },
  }
}
