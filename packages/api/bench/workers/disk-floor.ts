/** How long the disk takes for a single write, beside whatever else uses it: 4 KB to the disk, a hundred times a second. */
import { closeSync, constants, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { answerJobs } from '../worker.js'

export interface DiskFloorJob {
  /** On the disk of the database. */
  readonly folder: string
  readonly seconds: number
}

/** Milliseconds. */
export interface DiskFloorResult {
  readonly longest: number
}

const PAGE = Buffer.alloc(4096, 'a page of a log that is written again and again\n')
const PAGES = 256
const PAUSE_MS = 10

answerJobs(async ({ folder, seconds }: DiskFloorJob): Promise<DiskFloorResult> => {
  const { O_CREAT, O_WRONLY, O_DSYNC } = constants
  const file = openSync(join(folder, 'disk-floor'), O_CREAT | O_WRONLY | O_DSYNC)
  try {
    // The blocks are there before they are measured, as those of a redo log are.
    writeSync(file, Buffer.alloc(PAGE.length * PAGES))
    fsyncSync(file)
    let longest = 0
    const end = performance.now() + seconds * 1000
    for (let page = 0; performance.now() < end; page = (page + 1) % PAGES) {
      const begun = performance.now()
      writeSync(file, PAGE, 0, PAGE.length, page * PAGE.length)
      longest = Math.max(longest, performance.now() - begun)
      await wait(PAUSE_MS)
    }
    return { longest }
  } finally {
    closeSync(file)
  }
})
