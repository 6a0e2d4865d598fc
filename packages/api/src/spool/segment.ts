import { open, readdir, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { unframe } from './frame.js'

/** A file of framed records that is not written to any more. */
export interface Segment {
  readonly path: string
  /** Unix ms. */
  readonly createdAt: number
  readonly bytes: number
  readonly records: number
  /** Records at its start that are handled already. */
  done: number
}

/** The one file that is written to. */
export interface OpenSegment {
  readonly path: string
  readonly createdAt: number
  readonly file: FileHandle
  bytes: number
  records: number
}

const NAME = /^(\d{12})-(\d+)\.spool$/

/** The segments of a folder in the order in which they were written, and the number for the next one. */
export async function listSegments(folder: string): Promise<{ segments: Segment[]; nextNumber: number }> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).toSorted()
  const segments: Segment[] = []
  for (const name of names) {
    const path = join(folder, name)
    const content = await readFile(path)
    const createdAt = Number(NAME.exec(name)![2])
    segments.push({ path, createdAt, bytes: content.length, records: unframe(content).records.length, done: 0 })
  }
  return { segments, nextNumber: Number(names.at(-1)?.slice(0, 12) ?? 0) + 1 }
}

export async function createSegment(folder: string, number: number, now: number): Promise<OpenSegment> {
  const path = join(folder, `${String(number).padStart(12, '0')}-${now}.spool`)
  const file = await open(path, 'wx')
  await syncFolder(folder)
  return { path, createdAt: now, file, bytes: 0, records: 0 }
}

/** Writes whole records behind the ones that are there and returns when they are on the disk. */
export async function appendToSegment(segment: OpenSegment, framed: readonly Buffer[]): Promise<void> {
  const chunk = Buffer.concat(framed)
  let written = 0
  while (written < chunk.length) {
    const { bytesWritten } = await segment.file.write(chunk, written, chunk.length - written, segment.bytes + written)
    written += bytesWritten
  }
  await segment.file.datasync()
  segment.bytes += chunk.length
  segment.records += framed.length
}

/** The records that are not handled yet, and what at the end is no whole record. */
export async function readSegment({ path, done }: Segment): Promise<{ records: readonly Buffer[]; torn: Buffer }> {
  const content = await readFile(path)
  const { records, intact } = unframe(content)
  return { records: records.slice(done), torn: content.subarray(intact) }
}

/** Makes a new name in the folder last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
