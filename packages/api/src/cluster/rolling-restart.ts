import type { Logger } from '../logger.js'
import type { Slot } from './slot.js'

/**
 * Starts each worker anew, the next only when the one before takes requests again; the others serve meanwhile. Where a worker does
 * not come up, those after it stay as they are, and it is tried again by itself.
 */
export function rollingRestart(slots: readonly Slot[], log: Logger): () => Promise<void> {
  let running = false

  async function restart(slot: Slot): Promise<boolean> {
    await slot.stop('rolling restart')
    try {
      await slot.start()
      return true
    } catch (error) {
      log.error({ worker: slot.number, err: error }, 'The rolling restart ends here: a worker did not come up')
      return false
    }
  }

  return async () => {
    if (running) return log.warn('A rolling restart is under way already')
    running = true
    log.info('A rolling restart begins')
    for (const slot of slots) {
      if (!(await restart(slot))) break
      log.info({ worker: slot.number }, 'A worker was started anew')
    }
    running = false
  }
}
