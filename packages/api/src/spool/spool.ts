import { mkdir, open, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../logger.js'
import { createAppender } from './appender.js'
import { frame } from './frame.js'
import { lockFolder } from './lock.js'
import { listSegments, readSegment } from './segment.js'

export interface SpoolOptions {
  /** Made where it is missing; for one process at a time. */
  readonly folder: string
  readonly log: Logger
  /** Past it, records are refused. */
  readonly maxBytes?: number
  readonly segmentBytes?: number
  /** Unix ms. */
  readonly now?: () => number
}

export type HandleRecords = (records: readonly Buffer[]) => Promise<void>

/** Files that keep records, in order, until they can be handled. */
export interface Spool {
  /** Resolves when the record is on the disk. Rejects where it cannot be: the disk or the spool is full. */
  append(record: string | Buffer): Promise<void>
  /**
   * Hands over all records in order, in batches; rejects as soon as `handle` does, and the next call goes on with the batch that
   * failed. After a crash records may be handed over again, so `handle` must do a record twice as if once.
   */
  drain(handle: HandleRecords): Promise<void>
  /** Keeps a record that can never be handled in `refused.jsonl`, for people to look at. */
  refuse(record: Buffer, reason: string): Promise<void>
  /** Records on the disk that are not handled yet. */
  depth(): number
  /** Unix ms at which the oldest segment of them was begun. */
  oldest(): number | undefined
  close(): Promise<void>
}

/** The size limit of the spool is reached. */
export class SpoolFullError extends Error {}

const BATCH = 200

/** Opens the spool of a folder with the records that an earlier process left in it. Throws LockedError where it is in use. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, log, maxBytes = 2 ** 30, segmentBytes = 2 ** 22, now = Date.now } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unlock = await lockFolder(folder)
  const { segments, nextNumber } = await listSegments(folder)
  const appender = createAppender({
    folder,
    firstNumber: nextNumber,
    segmentBytes,
    now,
    onSealed: (segment) => segments.push(segment),
  })
  let usedBytes = segments.reduce((sum, { bytes }) => sum + bytes, 0)
  let draining: Promise<void> | undefined
  let closed = false

  async function append(record: string | Buffer): Promise<void> {
    if (record.length === 0) throw new TypeError('A record of the spool must not be empty')
    const framed = frame(Buffer.from(record))
    if (closed) throw new Error(`The spool ${folder} is closed`)
    if (usedBytes + framed.length > maxBytes) throw new SpoolFullError(`The spool ${folder} is full`)
    usedBytes += framed.length
    try {
      await appender.append(framed)
    } catch (error) {
      usedBytes -= framed.length
      throw error
    }
  }

  async function drainAll(handle: HandleRecords): Promise<void> {
    do await appender.seal()
    while (await drainOldest(handle))
  }

  /** False where nothing is left to do. */
  async function drainOldest(handle: HandleRecords): Promise<boolean> {
    const segment = segments[0]
    if (!segment) return false
    const { records, torn } = await readSegment(segment)
    for (let from = 0; from < records.length; from += BATCH) {
      if (closed) return false
      const batch = records.slice(from, from + BATCH)
      await handle(batch)
      segment.done += batch.length
    }
    if (torn.length > 0) {
      const file = `${segment.path}.torn`
      await writeFile(file, torn, { flush: true })
      log.error({ file, bytes: torn.length }, 'The end of a segment of the spool is torn; it was set aside')
    }
    await unlink(segment.path)
    segments.shift()
    usedBytes -= segment.bytes
    return true
  }

  async function refuse(record: Buffer, reason: string): Promise<void> {
    const file = await open(join(folder, 'refused.jsonl'), 'a')
    try {
      await file.write(`${JSON.stringify({ at: new Date(now()), reason, record: record.toString() })}\n`)
      await file.datasync()
    } finally {
      await file.close()
    }
  }

  return {
    append,
    refuse,
    drain(handle) {
      draining ??= drainAll(handle).finally(() => (draining = undefined))
      return draining
    },
    depth: () => segments.reduce((sum, { records, done }) => sum + records - done, appender.active()?.records ?? 0),
    oldest: () => (segments[0] ?? appender.active())?.createdAt,
    async close() {
      closed = true
      await draining?.catch(() => undefined)
      await appender.seal()
      await unlock()
    },
  }
}
