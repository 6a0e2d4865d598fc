import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export type SpoolKind = 'clicks' | 'postbacks'

/** Where the spools of all processes of a data folder are. The first process has the top, as a single one always had. */
export interface SpoolFolders {
  of(slot: number, kind: SpoolKind): string
  /** The folder of a slot as a whole. */
  slot(slot: number): string
  /** Numbers of slots from `from` on that have a folder. */
  slotsFrom(from: number): number[]
  /** Whether clicks wait in any spool but this slot's own, of a process that lives or of one that does not. */
  clicksWaitBeside(own: number): boolean
}

const SLOT = /^[1-9]\d?$/

export function createSpoolFolders(dataDir: string): SpoolFolders {
  const top = join(dataDir, 'spool')
  const slot = (number: number) => (number === 0 ? top : join(top, String(number)))
  const of = (number: number, kind: SpoolKind) => join(slot(number), kind)
  const slotsFrom = (from: number) =>
    list(top)
      .filter((name) => SLOT.test(name) && Number(name) >= from)
      .map(Number)
      .toSorted((a, b) => a - b)
  return {
    of,
    slot,
    slotsFrom,
    clicksWaitBeside: (own) =>
      [0, ...slotsFrom(1)].some(
        (number) => number !== own && list(of(number, 'clicks')).some((name) => name.endsWith('.spool')),
      ),
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    // Not made yet, or a file that somebody put there.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}
