import { randomUUID } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** The folder belongs to another process. */
export class LockedError extends Error {}

const ATTEMPTS = 6
const LOCK = /^lock\.(\d+)\.(\w*)\.[\w-]+$/

/**
 * Takes the folder for this process alone and returns what gives it back. Each taker puts down a file of its own, named after
 * its process, and looks for others: of two at once, at least one sees the other and steps back. The file of a dead process
 * counts for nothing. It holds between processes that see each other's numbers: two containers must not share a folder.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = `lock.${process.pid}.${await startOf(process.pid)}.${randomUUID()}`
  const file = join(folder, name)
  for (let attempt = 1; ; attempt++) {
    await writeFile(file, '')
    const holder = await findOther(folder, name)
    if (holder === undefined) return () => rm(file, { force: true })
    await rm(file)
    if (attempt === ATTEMPTS) {
      throw new LockedError(
        `${folder} is in use by process ${holder}. Stop it, or give this process another data folder (DATA_DIR).`,
      )
    }
    await setTimeout(Math.random() * 100)
  }
}

/** Number of another process, or of another taker in this one, that has a file here. Files of the dead are removed. */
async function findOther(folder: string, own: string): Promise<number | undefined> {
  let holder: number | undefined
  for (const name of await readdir(folder)) {
    const [, pid, start = ''] = LOCK.exec(name) ?? []
    if (pid === undefined || name === own) continue
    if (await isAlive(Number(pid), start)) holder = Number(pid)
    else await rm(join(folder, name), { force: true })
  }
  return holder
}

async function isAlive(pid: number, start: string): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = await startOf(pid)
  return start === '' || now === '' || start === now
}

/**
 * Tells a process from a later one with the same number (a restarted container): boot of the machine and start of the
 * process, from Linux's /proc; '' elsewhere. A zombie holds nothing any more.
 */
async function startOf(pid: number): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in brackets, may hold blanks and brackets; the start is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? 'zombie' : `${fields[19]}_${boot.trim().replaceAll('-', '')}`
  } catch {
    return ''
  }
}
