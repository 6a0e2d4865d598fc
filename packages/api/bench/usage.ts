import { readFileSync } from 'node:fs'

/** The kernel counts CPU time in these, whatever its own clock is (USER_HZ). */
const TICK_MS = 10

/** CPU time of a process with all its threads so far, ms; undefined where the system does not tell (no /proc). */
export function cpuMs(pid: number | undefined): number | undefined {
  const stat = readProc(pid, 'stat') // pid (name) state ppid ... 14: utime, 15: stime
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** Memory of a process that is in RAM, MB. */
export function residentMb(pid: number): number | undefined {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, 'status') ?? '')
  return line ? Number(line[1]) / 1024 : undefined
}

/** The cores that a process may run on, such as `0-1`. */
export function coresOf(pid: number | 'self'): string | undefined {
  return /^Cpus_allowed_list:\s+(\S+)/m.exec(readProc(pid, 'status') ?? '')?.[1]
}

function readProc(pid: number | 'self' | undefined, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}
