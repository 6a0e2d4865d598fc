import { RULES, type api, type EndpointAnswer, type PostbackSummary } from '@gokart/shared'
import { advertiserScope, type Actor } from '../http/actor.js'
import { HttpProblem, notFound } from '../http/problem.js'
import { readClickId } from '../postback/click-id-text.js'
import { parsePostback } from '../postback/parse.js'
import { rawOfRow } from '../postback/rows.js'
import { createPostbackRepo, type PostbackRecord } from './postback.repo.js'
import { mintShareToken, readShareToken } from './share-token.js'
import { createStoryteller, type StoryDeps } from './story.js'

export interface ShareDeps extends StoryDeps {
  clock: () => Date
}

type Shared = EndpointAnswer<typeof api.postbackTools.shared>

const DAYS = 7

/** Links to one log row, which its sender opens without an account. */
export function createShareService(deps: ShareDeps) {
  const { db, publicUrl, snapshot, clock } = deps
  const repo = createPostbackRepo(db)
  const tell = createStoryteller(deps)

  return {
    async share(postbackId: string, actor: Actor): Promise<{ url: string; expiresAt: string }> {
      const row = await repo.find(postbackId, advertiserScope(actor, undefined))
      if (!row) throw notFound('postback')
      // The token keeps whole seconds.
      const expiresAt = Math.floor(clock().getTime() / 1000) * 1000 + DAYS * 86_400_000
      const token = mintShareToken(snapshot.current().macs[0], postbackId, expiresAt)
      return { url: `${publicUrl}/p/${token}`, expiresAt: new Date(expiresAt).toISOString() }
    },

    /** Whether the token opens something now, as far as it tells itself. */
    isValid: (token: string): boolean =>
      readShareToken(token, snapshot.current().macs, clock().getTime()) !== undefined,

    /** What the sender knows already or may know: nothing secret, nothing of the offer, nothing of anybody else. */
    async open(token: string): Promise<Shared> {
      const shared = readShareToken(token, snapshot.current().macs, clock().getTime())
      const row = shared && (await repo.find(shared.postbackId, undefined))
      if (!shared || !row) throw new HttpProblem('not_found', NO_LINK)
      // Nobody's row is read as by somebody who has no clicks.
      const story = await tell(row, { advertiserId: row.advertiser_id ?? 0, insider: false })
      return {
        ...withoutEmail(story),
        ...withoutLimits(story),
        notes: notesOf(row),
        expiresAt: shared.expiresAt.toISOString(),
      }
    },
  }
}
export type ShareService = ReturnType<typeof createShareService>

const NO_LINK = `This link does not open anything, or not any more: links to a postback work for ${DAYS} days. Ask for a new one.`

/** How much of a cap or a budget there is and is left belongs to the offer. */
function withoutLimits({ reason }: PostbackSummary): Partial<Pick<PostbackSummary, 'message' | 'remedy'>> {
  if (reason !== 'over_cap' && reason !== 'over_budget') return {}
  const { message, remedy } = RULES[reason]
  return { message, remedy }
}

/** What was read of the request; notes on the offer and the click are not the sender's. */
function notesOf(row: PostbackRecord): string[] {
  const { clickId, notes } = parsePostback(rawOfRow(row))
  const read = readClickId(clickId)
  return [...(read.ok ? read.notes : []), ...notes]
}

/** In the log an email is its hash, and that is a secret here. */
function withoutEmail<T>(story: T): T {
  return JSON.parse(JSON.stringify(story).replace(/sha256(?::|%3A)[0-9a-f]{64}/gi, '***')) as T
}
