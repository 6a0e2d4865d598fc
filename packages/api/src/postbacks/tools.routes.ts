import type { api } from '@gokart/shared'
import type { BatchService } from '../batches/batch.service.js'
import { createActorLimit } from '../http/actor-limit.js'
import type { ClientIp } from '../http/client-ip.js'
import type { Handlers } from '../http/mount.js'
import { NOINDEX } from '../http/shared-page.js'
import type { ExplainService } from './explain.service.js'
import type { ShareService } from './share.service.js'

interface ToolDeps {
  batches: BatchService
  clientIp: ClientIp
  explanations: ExplainService
  shares: ShareService
}

/** Somebody who tries one text after the other is slowed down before any of them tells something. */
const EXPLAINED_A_MINUTE = 60

export function postbackToolHandlers({
  explanations,
  shares,
  batches,
  clientIp,
}: ToolDeps): Handlers<typeof api.postbackTools> {
  const mayExplain = createActorLimit(EXPLAINED_A_MINUTE, 60_000)
  return {
    async explain({ body }, actor) {
      await mayExplain(actor)
      return explanations.explain(body, actor)
    },
    share: ({ params }, actor) => shares.share(params.id, actor),
    async shared({ body }, _nobody, { res }) {
      res.set('X-Robots-Tag', NOINDEX)
      return shares.open(body.token)
    },
    replay: ({ body }, actor, { req }) => batches.replay(body.filter, actor, clientIp(req)),
  }
}
