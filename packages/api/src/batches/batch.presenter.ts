import type { Batch, BatchDetail, BatchLine, Finding, LineOutcome, Reason, StoryBatch } from '@gokart/shared'
import type { BatchLineRow } from '../db/tables.js'
import { bytesToUuid } from '../db/uuid.js'
import { nameOfOps, type Actor } from '../http/actor.js'
import type { BatchRecord, LineCount, TouchingLine, VerdictCount } from './batch.repo.js'
import type { MappedColumn } from './columns.js'

export function presentBatch(row: BatchRecord): Batch {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    fileName: row.file_name,
    advertiserId: row.advertiser_id,
    advertiserName: row.advertiser_name,
    status: row.to_status,
    reason: row.reason,
    lines: row.line_count,
    by: row.email,
    startedBy: row.starter,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    problem: row.problem,
  }
}

export function presentBatchDetail(
  row: BatchRecord,
  counts: readonly LineCount[],
  verdicts: readonly VerdictCount[],
): BatchDetail {
  const sum = (which: (count: LineCount) => boolean) =>
    counts.filter(which).reduce((total, { lines }) => total + lines, 0)
  const outcomes = [...new Set(counts.flatMap(({ outcome }) => outcome ?? []))]
  return {
    ...presentBatch(row),
    columns: row.mapping === null ? [] : (JSON.parse(row.mapping) as MappedColumn[]),
    checked: sum(({ step }) => step > 0),
    done: sum(({ step }) => step === 2),
    outcomes: outcomes.map((outcome) => ({ outcome, lines: sum((count) => count.outcome === outcome) })),
    verdicts: verdicts.map(({ from_reason: from, ...rest }) => ({ from, ...rest })),
  }
}

export function presentLine(row: BatchLineRow, isReplay: boolean): BatchLine {
  // Of an import, the ID of a postback is known before there is one.
  const recorded = isReplay || (row.step === 2 && row.outcome !== 'faulty')
  return {
    line: row.line,
    outcome: row.outcome as LineOutcome | null,
    done: row.step === 2,
    about: row.about,
    conversionId: row.conversion_id && bytesToUuid(row.conversion_id),
    postbackId: recorded && row.postback_id ? bytesToUuid(row.postback_id) : null,
    fromReason: row.from_reason as Reason | null,
    reason: row.reason as Reason | null,
    findings: row.findings === null ? [] : (JSON.parse(row.findings) as Finding[]),
  }
}

/** Batches are of ops: who is not one of them reads that there was one, and what it did here. */
export function presentStoryBatch(row: TouchingLine, actor: Actor): StoryBatch {
  const { line, outcome, conversionId, postbackId } = presentLine(row, row.kind === 'replay')
  const isOps = actor.role === 'ops'
  return {
    batchId: isOps ? row.batch_id : null,
    kind: row.kind,
    fileName: isOps ? row.file_name : null,
    line,
    outcome,
    by: nameOfOps(actor, row.email),
    at: (row.finished_at ?? row.created_at).toISOString(),
    conversionId,
    postbackId,
  }
}
