import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder } from './belongings.js'
import { Skip } from './scenario.js'

/** A file system of a few megabytes. */
export interface SmallDisk {
  readonly folder: string
  /** Leaves so many bytes. */
  fill(spare?: number): void
  free(): void
  unmount(): void
}

/**
 * Throws `Skip` where this process does not have its mounts for itself (scripts/lib/faults.mjs sees to it): a mount must go with the
 * process, however that ends.
 */
export function createSmallDisk(name: string, megabytes: number): SmallDisk {
  if (process.env['FAULTS_MOUNTS'] !== 'own') throw new Skip('this machine lets us mount no small file system')
  const folder = join(newFolder(name), 'disk')
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', folder])
  const filler = join(folder, 'filler')
  return {
    folder,
    fill(spare = 0) {
      const file = openSync(filler, 'a')
      const chunk = Buffer.alloc(1 << 16)
      try {
        for (;;) writeSync(file, chunk)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
      truncateSync(filler, Math.max(0, statSync(filler).size - spare))
    },
    free: () => rmSync(filler, { force: true }),
    unmount: () => void execFileSync('umount', ['--lazy', folder]),
  }
}
