import type { Logger } from '../logger.js'
import { takeApart } from './parts.js'
import type { SnapshotFile } from './snapshot-file.js'
import type { Snapshot } from './snapshot.js'

export interface SnapshotKeeperOptions {
  readonly file: Pick<SnapshotFile, 'save'>
  readonly log: Logger
  /** Unix ms. */
  readonly now: () => number
  /** After a copy so long no other one is written, however often offers change. */
  readonly pauseMs?: number
}

export interface SnapshotKeeper {
  /** Sees to it that this snapshot, or a later one, comes on the disk. */
  keep(snapshot: Snapshot): void
  /** Resolves when what was to be kept is on the disk. */
  close(): Promise<void>
}

/** Copies snapshots to the disk, one at a time. A copy that fails is logged and tried again after the pause. */
export function createSnapshotKeeper({ file, log, now, pauseMs = 5_000 }: SnapshotKeeperOptions): SnapshotKeeper {
  let next: Snapshot | undefined
  let saving: Promise<void> | undefined
  let pause: NodeJS.Timeout | undefined
  let failing = false

  async function save(snapshot: Snapshot): Promise<void> {
    try {
      await file.save({ parts: takeApart(snapshot), takenAt: now() })
      failing = false
    } catch (error) {
      next ??= snapshot
      if (!failing) log.error({ err: error }, 'The offers could not be copied to the disk; it is tried again')
      failing = true
    }
  }

  function begin(): void {
    if (!next || saving || pause) return
    const snapshot = next
    next = undefined
    saving = save(snapshot).finally(() => {
      saving = undefined
      pause = setTimeout(() => {
        pause = undefined
        begin()
      }, pauseMs)
      pause.unref()
    })
  }

  return {
    keep(snapshot) {
      next = snapshot
      begin()
    },
    async close() {
      await saving
      clearTimeout(pause)
      if (next) await save(next)
      next = undefined
    },
  }
}
