import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const PATIENCE_MS = 10_000

/**
 * Ends a process that leads a group and session of its own, and all that it started: asks first, and kills after ten
 * seconds. A leader that was asked before is not asked again, but those are whom it leaves behind.
 */
export async function stopGroup(pid, leaderAsked = false) {
  const end = Date.now() + PATIENCE_MS
  let asked = !leaderAsked && signal(-pid, 'SIGTERM')
  for (let left = living(pid); left.length > 0 && Date.now() < end; left = living(pid)) {
    if (!asked && !left.includes(pid)) asked = signal(-pid, 'SIGTERM')
    await delay(20)
  }
  for (const target of living(pid)) signal(target, 'SIGKILL')
}

/**
 * What a signal has to be sent to in order to reach everybody. Linux tells who is in a session: also those that made a
 * group of their own, as pnpm and turbo do, but not the ended ones that a slow init has not taken note of.
 */
function living(pid) {
  if (process.platform !== 'linux') return signal(-pid, 0) ? [-pid] : []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isLiving(name, String(pid)))
    .map(Number)
}

function isLiving(pid, session) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8') // pid (name) state ppid pgrp session ...
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[3] === session && fields[0] !== 'Z'
  } catch {
    return false // it has just ended
  }
}

function signal(target, name) {
  try {
    return process.kill(target, name)
  } catch {
    return false // nobody is left
  }
}
