import type { SystemStatus } from '@gokart/shared'

export interface Verdict {
  readonly tone: 'good' | 'waiting' | 'bad'
  readonly title: string
  readonly text?: string
}

/** All of it in one glance. */
export function verdictOf({ findings, durability, workers }: SystemStatus): Verdict {
  const faults = findings.filter(({ level }) => level === 'fault').length
  const warnings = findings.length - faults
  if (faults > 0) {
    const others = warnings > 0 ? ` and ${counted(warnings, 'warning')}` : ''
    return { tone: 'bad', title: `${counted(faults, 'fault')}${others}` }
  }
  if (warnings > 0) return { tone: 'waiting', title: `It works, with ${counted(warnings, 'warning')}` }
  const keeps = durability === 'ok' ? ' and keeps what it acknowledges' : ''
  const serve = workers.length > 1 ? `, and ${workers.length} workers serve` : ''
  return { tone: 'good', title: 'All is well', text: `The database answers${keeps}, nothing is late${serve}.` }
}

/** What to tell people who listen, when the findings are others than before; undefined where nothing is new. */
export function newsOf(before: SystemStatus, now: SystemStatus): string | undefined {
  const known = new Set(before.findings.map(({ code }) => code))
  const fresh = now.findings.filter(({ code }) => !known.has(code))
  if (fresh.length > 0) return fresh.map(({ level, title }) => `${WORDS[level]}: ${title}.`).join(' ')
  return before.findings.length > 0 && now.findings.length === 0 ? 'All is well again.' : undefined
}

const WORDS = { fault: 'Fault', warning: 'Warning' } as const

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`
