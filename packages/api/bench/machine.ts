import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, platform, release, totalmem } from 'node:os'
import { coresOf } from './usage.js'

/** Where a process belongs: app, floor and database share one core, the load has another. `any`: on either. */
export type Place = 'server' | 'load' | 'any'

export interface Machine {
  /** Whether processes are held to their cores. */
  readonly pinned: boolean
  /** The command that runs `command` at its place. */
  at(place: Place, command: readonly string[]): string[]
  /** Holds a process that runs already, with all its threads. */
  pin(pid: number, place: Place): void
  readonly description: string
}

export function readMachine(): Machine {
  const [server, load] = ownCores()
  const pinned = load !== undefined && hasTaskset()
  const core = { server: String(server), load: String(load), any: `${server},${load}` }
  return {
    pinned,
    at: (place, command) => (pinned ? ['taskset', '-c', core[place], ...command] : [...command]),
    pin(pid, place) {
      if (pinned) execFileSync('taskset', ['-acp', core[place], String(pid)], { stdio: 'ignore' })
    },
    description: describe(),
  }
}

/** A container may have other cores than the first ones. */
function ownCores(): number[] {
  return (coresOf('self') ?? '').split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function describe(): string {
  const all = cpus()
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`
  return `${all[0]?.model.trim() ?? 'unknown CPU'}, ${all.length} cores, ${memory}, ${system()}, Node ${process.version}`
}

function system(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))![1]!
  } catch {
    return `${platform()} ${release()}`
  }
}
