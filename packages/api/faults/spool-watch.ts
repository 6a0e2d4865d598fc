import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { unframe } from '../src/spool/frame.js'

/** Sees what passes through the spools of a data folder, of all workers, by looking at their files. */
export interface SpoolWatch {
  /** Reads what is new. */
  look(): void
  /** Whether nothing waits in any spool. */
  empty(): boolean
  /** Different records that were seen so far. */
  seen(): { clicks: number; postbacks: number }
  stop(): void
}

const EVERY_MS = 150

export function watchSpool(dataDir: string): SpoolWatch {
  const folder = join(dataDir, 'spool')
  const ends = new Map<string, number>()
  const seen = { clicks: new Set<string>(), postbacks: new Set<string>() }

  function look(): void {
    for (const name of segments(folder)) {
      const kind = name.includes('postbacks') ? 'postbacks' : 'clicks'
      const from = ends.get(name) ?? 0
      const { records, intact } = unframe(readFrom(join(folder, name), from))
      ends.set(name, from + intact)
      for (const record of records) seen[kind].add((JSON.parse(record.toString()) as { id: string }).id)
    }
  }

  const timer = setInterval(look, EVERY_MS)
  return {
    look,
    empty: () => segments(folder).length === 0,
    seen: () => ({ clicks: seen.clicks.size, postbacks: seen.postbacks.size }),
    stop: () => clearInterval(timer),
  }
}

/** Paths below the folder. */
function segments(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.spool'))
  } catch {
    return [] // not made yet, or changed while it was read
  }
}

function readFrom(file: string, from: number): Buffer {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch {
    return Buffer.alloc(0) // it was emptied in the meantime
  }
  const chunks: Buffer[] = []
  for (let at = from; ;) {
    const chunk = Buffer.alloc(1 << 16)
    const length = readSync(descriptor, chunk, 0, chunk.length, at)
    if (length === 0) break
    chunks.push(chunk.subarray(0, length))
    at += length
  }
  closeSync(descriptor)
  return Buffer.concat(chunks)
}
