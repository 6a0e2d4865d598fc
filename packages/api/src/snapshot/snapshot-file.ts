import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../logger.js'
import { syncFolder } from '../spool/segment.js'
import { readSnapshotText, snapshotText, type SnapshotCopy } from './snapshot-text.js'

/** The copy of the snapshot on the disk, for a start while the database is away. */
export interface SnapshotFile {
  /** The copy; undefined where there is none. One that cannot be read is set aside, as if there were none. */
  load(): Promise<SnapshotCopy | undefined>
  /** Puts this copy in place of the last one. At every moment the one or the other is there as a whole. */
  save(copy: SnapshotCopy): Promise<void>
}

export interface SnapshotFileOptions {
  readonly folder: string
  /** Tells the unfinished copies of several processes apart. */
  readonly slot: number
  readonly log: Logger
}

/** It holds the keys of click IDs and the tokens of postbacks. */
const OWNER_ONLY = 0o600

export function createSnapshotFile({ folder, slot, log }: SnapshotFileOptions): SnapshotFile {
  const path = join(folder, 'snapshot.jsonl')
  const unfinished = `${path}.${slot}.tmp`

  async function setAside(error: Error): Promise<void> {
    const aside = `${path}.unreadable`
    log.error({ file: aside }, `The offers kept on the disk cannot be used: ${error.message}. The file was set aside`)
    try {
      await rename(path, aside)
    } catch (cause) {
      log.error({ err: cause }, 'It could not even be set aside')
    }
  }

  return {
    async load() {
      try {
        return readSnapshotText(await readFile(path, 'utf8'))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await setAside(error as Error)
        return undefined
      }
    },

    async save(copy) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = await open(unfinished, 'w', OWNER_ONLY)
      try {
        // One that a crash left keeps the mode that it had.
        await file.chmod(OWNER_ONLY)
        await writeFile(file, snapshotText(copy))
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(unfinished, path)
      await syncFolder(folder)
    },
  }
}
