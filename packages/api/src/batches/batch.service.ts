import {
  BULK_LIMITS,
  REPLAY_LIMIT,
  STORY_LIMITS,
  type api,
  type Batch,
  type BatchDetail,
  type BatchLine,
  type ClickStory,
  type EndpointInput,
  type Page,
  type ReplayFilter,
} from '@gokart/shared'
import type { ConversionService } from '../conversions/conversion.service.js'
import type { HotPool } from '../db/hot-pool.js'
import type { Database } from '../db/knex.js'
import type { BatchRow } from '../db/tables.js'
import { uuidToBytes } from '../db/uuid.js'
import type { Actor } from '../http/actor.js'
import { HttpProblem, invalid, notFound } from '../http/problem.js'
import type { PostbackLogService } from '../postbacks/postback.service.js'
import type { RecorderDeps } from '../postback/record.js'
import { presentBatch, presentBatchDetail, presentLine, presentStoryBatch } from './batch.presenter.js'
import { createBatchRepo, type BatchListQuery, type LineListQuery } from './batch.repo.js'
import { createConversionSteps } from './conversion-steps.js'
import { reportHead, reportLines } from './report.js'
import { createBatchRunner } from './runner.js'
import { createReplaySteps } from './replay-steps.js'
import { createStatusSteps } from './status-steps.js'
import { readUpload } from './upload.js'

export interface BatchDeps extends RecorderDeps {
  db: Database
  pool: HotPool
  conversions: Pick<ConversionService, 'keysOf'>
  postbacks: Pick<PostbackLogService, 'replayable'>
}

type Selection = EndpointInput<typeof api.batches.changeStatuses>['body']
type Upload = EndpointInput<typeof api.batches.upload>['query']

const HOUR = 3_600_000
const LINES_OF_A_REPORT_AT_ONCE = 1_000

export function createBatchService({ db, conversions, postbacks, ...deps }: BatchDeps) {
  const { clock, log } = deps
  const repo = createBatchRepo(db)
  const statusSteps = createStatusSteps({ clock })
  const steps = {
    bulk_change: statusSteps,
    status_import: statusSteps,
    conversion_import: createConversionSteps(deps),
    replay: createReplaySteps(deps),
  }

  async function find(id: number) {
    const batch = await repo.find(id)
    if (!batch) throw notFound('import, bulk change or replay')
    return batch
  }

  async function get(id: number): Promise<BatchDetail> {
    const batch = await find(id)
    const verdicts = batch.kind === 'replay' ? await repo.verdicts(id) : []
    return presentBatchDetail(batch, await repo.counts(id), verdicts)
  }

  /** Keys of the conversions that are meant; the ones that were seen, or none. */
  async function selected({ ids, filter, total }: Selection, actor: Actor): Promise<Buffer[]> {
    if (ids) return [...new Set(ids)].map(uuidToBytes)
    const keys = await conversions.keysOf(filter ?? {}, actor, BULK_LIMITS.total + 1)
    if (keys.length === total) return keys
    const now = keys.length > BULK_LIMITS.total ? `more than ${BULK_LIMITS.total}` : keys.length
    throw new HttpProblem(
      'stale_version',
      `You saw ${total} conversions, and now ${now} match. Nothing was changed: look at the list again.`,
    )
  }

  return {
    ...createBatchRunner({ db, log, clock, steps }),
    get,

    async list(query: BatchListQuery): Promise<Page<Batch>> {
      const page = await repo.list(query)
      return { ...page, items: page.items.map(presentBatch) }
    },

    async lines(id: number, query: LineListQuery): Promise<Page<BatchLine>> {
      const { kind } = await find(id)
      const page = await repo.lines(id, query)
      return { ...page, items: page.items.map((line) => presentLine(line, kind === 'replay')) }
    },

    /** What batches did to these postbacks and conversions, which the actor may see. */
    async touching(told: Pick<ClickStory, 'postbacks' | 'conversions'>, actor: Actor): Promise<ClickStory['batches']> {
      const ids = (some: readonly { id: string }[]) => some.map(({ id }) => uuidToBytes(id))
      const lines = await repo.touching(ids(told.conversions), ids(told.postbacks), STORY_LIMITS.batches)
      return lines.map((line) => presentStoryBatch(line, actor))
    },

    /** All lines as CSV, a piece at a time. */
    async report(id: number): Promise<{ fileName: string; pieces: AsyncIterable<string> }> {
      const { kind } = await find(id)
      async function* pieces(): AsyncGenerator<string> {
        yield reportHead()
        let lines = await repo.linesAfter(id, 0, LINES_OF_A_REPORT_AT_ONCE)
        for (; lines.length > 0; lines = await repo.linesAfter(id, lines.at(-1)!.line, LINES_OF_A_REPORT_AT_ONCE)) {
          yield reportLines(lines.map((line) => presentLine(line, kind === 'replay')))
        }
      }
      return { fileName: `gokart-report-${id}.csv`, pieces: pieces() }
    },

    async changeStatuses(selection: Selection, actor: Actor, ip: string): Promise<BatchDetail> {
      const keys = await selected(selection, actor)
      const { status: to_status, reason } = selection
      const who = { user_id: actor.userId, started_by: actor.userId, ip, created_at: clock() }
      const batch: Partial<BatchRow> = { kind: 'bulk_change', state: 'running', to_status, reason, ...who }
      const id = await db.transaction(async (trx) => {
        const inside = createBatchRepo(trx)
        const made = await inside.insert({ ...batch, line_count: keys.length })
        await inside.insertLines(
          made,
          keys.map((conversion_id, index) => ({ line: index + 1, step: 1, conversion_id })),
        )
        return made
      })
      return get(id)
    },

    /** Chooses the postbacks; what would become of each is found out by the runner, and nothing changes until it is started. */
    async replay(filter: ReplayFilter, actor: Actor, ip: string): Promise<BatchDetail> {
      const chosen = await postbacks.replayable(filter, actor, REPLAY_LIMIT + 1)
      if (chosen.length === 0) throw new HttpProblem('conflict', 'No rejected or queued postback matches.')
      if (chosen.length > REPLAY_LIMIT) {
        throw invalid('/filter', `More than ${REPLAY_LIMIT} postbacks match: narrow them, by time for example`)
      }
      const who = { user_id: actor.userId, ip, created_at: clock(), advertiser_id: filter.advertiserId ?? null }
      const id = await db.transaction(async (trx) => {
        const inside = createBatchRepo(trx)
        const made = await inside.insert({ kind: 'replay', state: 'checking', line_count: chosen.length, ...who })
        await inside.insertLines(
          made,
          chosen.map((line, index) => ({ line: index + 1, step: 0, ...line })),
        )
        return made
      })
      return get(id)
    },

    async upload({ kind, fileName, advertiserId }: Upload, content: AsyncIterable<Buffer>, actor: Actor, ip: string) {
      const advertiser = advertiserId && (await db('advertisers').where({ id: advertiserId }).first('id', 'keep_email'))
      if (advertiserId && !advertiser) throw inQuery('advertiserId', 'There is no such advertiser')
      if (kind === 'conversion_import' && !advertiser) throw inQuery('advertiserId', 'Say whose conversions these are')
      const file = { kind, name: fileName, advertiser: advertiser || undefined, content }
      return get(await readUpload(db, file, { userId: actor.userId, ip, now: clock() }))
    },

    async start(id: number, actor: Actor): Promise<BatchDetail> {
      const { state } = await find(id)
      const next: BatchRow['state'] = (await repo.hasUnchecked(id)) ? 'checking' : 'running'
      const change = { state: next, started_by: actor.userId, problem: null }
      if (!(await repo.move(id, ['ready', 'stopped'], change)))
        throw new HttpProblem('conflict', `It is ${state} already.`)
      return get(id)
    },

    async discard(id: number): Promise<void> {
      const { kind } = await find(id)
      const discarded = kind !== 'bulk_change' && (await repo.move(id, ['checking', 'ready'], { state: 'reading' }))
      if (!discarded) throw new HttpProblem('conflict', 'It was started, so it stays: it says what was changed.')
      await repo.remove(id)
    },

    /** Uploads that broke off, and imports that nobody started within a week; a job. */
    async deleteStale(): Promise<void> {
      const ago = (hours: number) => new Date(clock().getTime() - hours * HOUR)
      for (const id of await repo.stale(ago(1), ago(7 * 24))) await repo.remove(id)
    },
  }
}
export type BatchService = ReturnType<typeof createBatchService>

function inQuery(name: string, message: string): HttpProblem {
  return new HttpProblem('validation_failed', undefined, [{ pointer: `/query/${name}`, message }])
}
