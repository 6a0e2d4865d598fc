import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../../../scripts/lib/processes.mjs'

/* What must not stay behind: scripts/lib/processes.mjs ends processes also after `kill -9` of this one; here it is done at once. */

export const root = fileURLToPath(new URL('../../../', import.meta.url))

const children = new Set<ChildProcess>()

/** A child that is killed when we are told to end. */
export function expendable(child: ChildProcess): void {
  children.add(child)
  child.once('exit', () => children.delete(child))
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const child of children) child.kill('SIGKILL')
    process.exit(1)
  })
}

let top: string | undefined

/** A new folder on a real disk; it goes with the run. */
export function newFolder(name: string): string {
  if (!top) {
    mkdirSync(join(root, '.data'), { recursive: true, mode: 0o700 })
    // The script's own folder outlives this process, and is removed where no mount of ours is seen.
    top = process.env['FAULTS_FOLDER'] ?? temporaryFolder(join(root, '.data', 'faults-'))
  }
  return mkdtempSync(join(top!, `${name}-`))
}
