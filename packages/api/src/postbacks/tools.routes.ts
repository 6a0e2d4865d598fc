import type { api } from '@gokart/shared'
import { createActorLimit } from '../http/actor-limit.js'
import type { Handlers } from '../http/mount.js'
import type { ExplainService } from './explain.service.js'

interface ToolDeps {
  explanations: ExplainService
}

/** Somebody who tries one text after the other is slowed down before any of them tells something. */
const EXPLAINED_A_MINUTE = 60

export function postbackToolHandlers({ explanations }: ToolDeps): Handlers<typeof api.postbackTools> {
  const mayExplain = createActorLimit(EXPLAINED_A_MINUTE, 60_000)
  return {
    async explain({ body }, actor) {
      await mayExplain(actor)
      return explanations.explain(body, actor)
    },
  }
}
