import { rmdir } from 'node:fs/promises'
import type { Logger } from '../logger.js'
import type { SpoolFolders } from './spool-folders.js'

/** The spools of a process that is no more, opened by another one. */
export interface Orphan {
  /** Moves on what can be moved; called again and again. Resolves to how many records are left. */
  drain(): Promise<number>
  close(): Promise<void>
}

export interface AdoptionOptions {
  readonly folders: SpoolFolders
  /** Slots from this number on have no process of their own. */
  readonly from: number
  readonly open: (slot: number) => Promise<Orphan>
  readonly log: Logger
}

/** What more workers than there are today have left: their spools are emptied, and their folders removed. */
export interface Adoption {
  /** A job for every second. Rejects where a spool is in use or cannot be emptied yet; the next turn goes on. */
  run(): Promise<void>
  close(): Promise<void>
}

export function createAdoption({ folders, from, open, log }: AdoptionOptions): Adoption {
  const adopted = new Map<number, Orphan>()
  let waiting: number[] | undefined

  async function openAll(): Promise<void> {
    waiting ??= folders.slotsFrom(from)
    while (waiting.length > 0) {
      const slot = waiting[0]!
      adopted.set(slot, await open(slot))
      waiting.shift()
    }
  }

  async function leave(slot: number, orphan: Orphan): Promise<void> {
    await orphan.close()
    adopted.delete(slot)
    log.info({ slot }, 'The spool that a former worker left is empty')
    try {
      for (const folder of [folders.of(slot, 'clicks'), folders.of(slot, 'postbacks'), folders.slot(slot)]) {
        await rmdir(folder)
      }
    } catch (error) {
      // Records that were set aside are for people to look at.
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
    }
  }

  return {
    async run() {
      await openAll()
      for (const [slot, orphan] of adopted) if ((await orphan.drain()) === 0) await leave(slot, orphan)
    },
    async close() {
      await Promise.all(Array.from(adopted.values(), (orphan) => orphan.close()))
    },
  }
}
