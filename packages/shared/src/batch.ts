import { z } from 'zod'
import { endpoint } from './contract.js'
import { ConversionFilter, ConversionStatus, StatusReason } from './conversion.js'
import { Id, IdText, Instant, listQuery, pageOf, Uuid } from './primitives.js'
import { POSTBACK_PARAMETERS } from './postback.js'
import { ReasonSchema } from './postback-rules.js'

/** A batch: changes that run together, each line of it by itself. An import of a file, a bulk change of conversions, or a replay of postbacks. */
export const BatchKind = z.enum(['bulk_change', 'status_import', 'conversion_import', 'replay'])
export type BatchKind = z.infer<typeof BatchKind>

/** Kinds that come from a file. */
export const ImportKind = BatchKind.extract(['status_import', 'conversion_import'])
export type ImportKind = z.infer<typeof ImportKind>

/**
 * `reading`: the file is arriving; `checking`: its lines are compared with what is there; `ready`: nothing was changed yet,
 * somebody has to start it; `stopped`: by a fault, and it can be started again where it stopped.
 */
export const BatchState = z.enum(['reading', 'checking', 'ready', 'running', 'stopped', 'done'])
export type BatchState = z.infer<typeof BatchState>

/**
 * What came of a line, or is expected to. `faulty`: it cannot be read, and never runs. Of a change of status: `changed`,
 * `unchanged` (it was so already), `refused`. Of a conversion: the outcome of its postback. Of a replay: the outcome by the rules
 * of today, or `unchanged` where the postback was decided by then.
 */
export const LineOutcome = z.enum([
  'faulty',
  'changed',
  'unchanged',
  'refused',
  'accepted',
  'duplicate',
  'queued',
  'rejected',
])
export type LineOutcome = z.infer<typeof LineOutcome>

/** A larger file or line is refused; lengths of lines are in bytes. */
export const IMPORT_LIMITS = { bytes: 20 * 1024 * 1024, lines: 100_000, columns: 100, lineBytes: 16_384 } as const
/** So many conversions can be changed at once: named one by one, or by a filter. */
export const BULK_LIMITS = { ids: 1_000, total: 100_000 } as const

/** Columns of a file of statuses; a line names its conversion in one of three ways. */
export const STATUS_COLUMNS = [
  'conversion_id',
  'click_id',
  'cnv_conversion_id',
  'advertiser',
  'status',
  'reason',
] as const

/** Columns of a file of conversions: the parameters of a postback but its token, and when it happened. */
export const CONVERSION_COLUMNS = ['time', ...POSTBACK_PARAMETERS.filter((name) => name !== 'token')] as const

export const Batch = z.object({
  id: Id,
  kind: BatchKind,
  state: BatchState,
  /** Of an import. */
  fileName: z.string().nullable(),
  /** Whose file it is; null: of no one advertiser. */
  advertiserId: Id.nullable(),
  advertiserName: z.string().nullable(),
  /** Of a bulk change: the status that all get, and why. */
  status: ConversionStatus.nullable(),
  reason: z.string().nullable(),
  lines: z.number().int().nonnegative(),
  /** Emails of who made it and of who let it run. */
  by: z.string(),
  startedBy: z.string().nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  /** Why it stopped. */
  problem: z.string().nullable(),
})
export type Batch = z.infer<typeof Batch>

export const BatchDetail = Batch.extend({
  /** Columns of the file in their order; `meaning` is null where a column is not read. */
  columns: z.array(z.object({ name: z.string(), meaning: z.string().nullable() })),
  /** Lines that were checked, and lines that are done with. */
  checked: z.number().int().nonnegative(),
  done: z.number().int().nonnegative(),
  /** Lines by what is expected of them; once it is done, by what came of them. */
  outcomes: z.array(z.object({ outcome: LineOutcome, lines: z.number().int().positive() })),
  /** Of a replay: lines by the verdict before (`from` is null where it was queued) and the one of today's rules. */
  verdicts: z.array(
    z.object({
      from: ReasonSchema.nullable(),
      outcome: LineOutcome,
      reason: ReasonSchema.nullable(),
      lines: z.number().int().positive(),
    }),
  ),
})
export type BatchDetail = z.infer<typeof BatchDetail>

/** Why a line cannot be done, or not as it stands. */
export const Finding = z.object({
  /** Column of the file that it is about. */
  column: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
})
export type Finding = z.infer<typeof Finding>

export const BatchLine = z.object({
  /** Line of the file (the first one is 1), or number in the selection. */
  line: z.number().int().positive(),
  outcome: LineOutcome.nullable(),
  /** False: the outcome is what is expected. */
  done: z.boolean(),
  /** What the line says, short. */
  about: z.string().nullable(),
  conversionId: z.string().nullable(),
  postbackId: z.string().nullable(),
  /** Of a replay: the reason before, null where it was queued; and the one of today's rules. */
  fromReason: ReasonSchema.nullable(),
  reason: ReasonSchema.nullable(),
  findings: z.array(Finding),
})
export type BatchLine = z.infer<typeof BatchLine>

/** Conversions one by one, or all of a filter with the total that was seen: where it is another one by now, nothing is changed. */
const ChangeStatuses = z
  .object({
    ids: z.array(Uuid).min(1, 'Name at least one conversion').max(BULK_LIMITS.ids).optional(),
    filter: ConversionFilter.optional(),
    total: z.number().int().positive().max(BULK_LIMITS.total).optional(),
    status: ConversionStatus,
    reason: StatusReason,
  })
  .superRefine(({ ids, filter, total }, context) => {
    if ((ids === undefined) === (filter === undefined)) {
      context.addIssue({ code: 'custom', path: ['ids'], message: 'Give either ids, or filter and total' })
    } else if (filter && total === undefined) {
      context.addIssue({ code: 'custom', path: ['total'], message: 'Say how many conversions you saw' })
    }
  })

const params = z.object({ id: IdText })

export const batchEndpoints = {
  changeStatuses: endpoint('POST /api/conversions/status', {
    access: 'ops',
    summary: 'Change the status of many conversions',
    body: ChangeStatuses,
    response: BatchDetail,
    status: 202,
  }),
  list: endpoint('GET /api/batches', {
    access: 'ops',
    summary: 'Imports, bulk changes and replays, newest first',
    query: listQuery(['createdAt'], '-createdAt', { kind: BatchKind.optional() }),
    response: pageOf(Batch),
  }),
  upload: endpoint('POST /api/batches', {
    access: 'ops',
    summary: 'Send a CSV file of statuses or conversions; its lines are checked, and nothing is changed yet',
    query: z.object({
      kind: ImportKind,
      fileName: z.string().trim().min(1).max(255),
      /** Required for conversions: the import speaks for this advertiser. For statuses: no conversion of others is touched. */
      advertiserId: IdText.optional(),
    }),
    upload: 'text/csv',
    response: BatchDetail,
    status: 201,
  }),
  get: endpoint('GET /api/batches/:id', {
    access: 'ops',
    summary: 'One import, bulk change or replay, and how far it is',
    params,
    response: BatchDetail,
  }),
  lines: endpoint('GET /api/batches/:id/lines', {
    access: 'ops',
    summary: 'Lines of an import, a bulk change or a replay',
    params,
    query: listQuery(['line'], 'line', { outcome: LineOutcome.optional() }),
    response: pageOf(BatchLine),
  }),
  report: endpoint('GET /api/batches/:id/report', {
    access: 'ops',
    summary: 'Every line and what came of it, as CSV',
    params,
    download: 'text/csv',
    status: 200,
  }),
  start: endpoint('POST /api/batches/:id/start', {
    access: 'ops',
    summary: 'Let an import or a replay that was checked run, or one that stopped go on',
    params,
    response: BatchDetail,
  }),
  discard: endpoint('DELETE /api/batches/:id', {
    access: 'ops',
    summary: 'Discard an import or a replay that was not started',
    params,
  }),
}
