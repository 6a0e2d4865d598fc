import type { api, EndpointAnswer, EndpointInput } from '@gokart/shared'
import type { HotPool } from '../db/hot-pool.js'
import { withConnection } from '../db/with-connection.js'
import { advertiserScope, type Actor } from '../http/actor.js'
import { invalid, notFound } from '../http/problem.js'
import { answerOf } from '../postback/answer.js'
import { timeFirstId } from '../postback/id.js'
import { UNDECIDED, type Recorded } from '../postback/judge.js'
import type { RawPostback } from '../postback/raw.js'
import type { RecorderDeps } from '../postback/record.js'
import { rehearse } from '../postback/rehearse.js'
import { rawColumns, rawOfRow, UNDECIDED_COLUMNS, verdictColumns } from '../postback/rows.js'
import { createScopedJudge, scopeOf } from '../postback/scope.js'
import type { Understood } from '../postback/understand.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { NoPostback, readPasted, type Pasted } from './pasted.js'
import { createPostbackRepo, type PostbackRecord } from './postback.repo.js'
import { createStoryteller, type StoryDeps } from './story.js'

export interface ExplainDeps extends StoryDeps, RecorderDeps {
  pool: HotPool
}

type Input = EndpointInput<typeof api.postbackTools.explain>['body']
type Answer = EndpointAnswer<typeof api.postbackTools.explain>

const DEADLINE_MS = 5_000

/**
 * Explains a postback that somebody pastes, or one of the log once more: the real rules decide on it as of today, without a trace.
 * An advertiser's user is told what would happen if nobody else were there.
 */
export function createExplainService(deps: ExplainDeps) {
  const { db, pool, log, clock, snapshot } = deps
  const tell = createStoryteller(deps)

  async function rawOf(
    input: Input,
    advertiserId: number | null,
  ): Promise<{ raw: RawPostback; logged?: PostbackRecord }> {
    if (input.url !== undefined) return { raw: rawOfInput(input, clock()) }
    const logged = await createPostbackRepo(db).find(input.postbackId ?? '', advertiserId ?? undefined)
    if (!logged) throw notFound('postback')
    return { raw: rawOfRow(logged), logged }
  }

  async function decide(understood: Understood, rules: ReturnType<typeof createScopedJudge>): Promise<Recorded> {
    const verdict = await withConnection(pool, DEADLINE_MS, (connection) => rehearse(connection, rules, understood))
    return { verdict, conversionId: verdict.outcome === 'duplicate' ? verdict.firstId : null }
  }

  return {
    async explain(input: Input, actor: Actor): Promise<Answer> {
      const advertiserId = advertiserScope(actor, undefined) ?? null
      const { raw, logged } = await rawOf(input, advertiserId)
      const scope = scopeOf(snapshot.current(), advertiserId)
      const rules = createScopedJudge({ log, clock }, raw.ip === '' ? withoutAddresses(scope) : scope, advertiserId)
      const understood = rules.understand(raw)
      const recorded = understood ? await decide(understood, rules) : UNDECIDED
      const row = { ...rawColumns(raw), ...(understood ? columnsOf(understood, recorded) : UNDECIDED_COLUMNS) }
      const { id: _, ...story } = await tell({ ...row, ...namesIn(scope, row) }, { advertiserId, insider: true })
      const { always200 = false, ipAllowList = [] } = scope.advertisersById.get(row.advertiser_id ?? 0) ?? {}
      const notes = [...story.notes]
      if (raw.ip === '' && ipAllowList.length > 0) notes.push(NO_ADDRESS)
      if (logged?.outcome === 'accepted' && logged.conversion_id && row.conversion_id?.equals(logged.conversion_id)) {
        notes.push(COUNTED)
      }
      return { ...story, notes, httpStatus: answerOf(raw.id, recorded, always200).status }
    },
  }
}
export type ExplainService = ReturnType<typeof createExplainService>

const NO_ADDRESS = 'The sender’s address is not known here, so the advertiser’s IP allow-list was not asked.'
const COUNTED = 'This postback itself made the conversion; the same again would be a duplicate of it.'

/** Nobody knows from where a pasted postback comes. */
function withoutAddresses(scope: Snapshot): Snapshot {
  const free = [...scope.advertisersById].map(([id, one]) => [id, { ...one, ipAllowList: [] as string[] }] as const)
  return { ...scope, advertisersById: new Map(free) }
}

function rawOfInput(input: Input, now: Date): RawPostback {
  const pasted = read(input.url ?? '')
  const body = input.body ?? pasted.body ?? null
  const json = body?.trimStart().startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded'
  return {
    id: timeFirstId(now),
    receivedAt: input.receivedAt === undefined ? now.getTime() : Date.parse(input.receivedAt),
    method: input.method ?? (pasted.method === 'POST' || body !== null ? 'POST' : 'GET'),
    url: pasted.url,
    contentType: input.contentType ?? pasted.contentType ?? (body === null ? null : json),
    body,
    userAgent: null,
    ip: input.ip ?? '',
    from: 'wire',
  }
}

function read(text: string): Pasted {
  try {
    return readPasted(text)
  } catch (error) {
    throw error instanceof NoPostback ? invalid('/url', error.message) : error
  }
}

function columnsOf({ postback, identity }: Understood, { verdict, conversionId }: Recorded) {
  return verdictColumns(postback, identity, verdict, conversionId)
}

function namesIn(
  { offersById, advertisersById }: Snapshot,
  row: { offer_id: number | null; advertiser_id: number | null },
): Pick<PostbackRecord, 'offer_name' | 'advertiser_name'> {
  return {
    offer_name: offersById.get(row.offer_id ?? 0)?.name ?? null,
    advertiser_name: advertisersById.get(row.advertiser_id ?? 0)?.name ?? null,
  }
}
