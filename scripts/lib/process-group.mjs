import { setTimeout as delay } from 'node:timers/promises'

const PATIENCE_MS = 10_000

/** Ends a process and all that it started (its process group): asks first, kills after ten seconds. */
export async function stopGroup(pid) {
  signalGroup(pid, 'SIGTERM')
  for (const end = Date.now() + PATIENCE_MS; signalGroup(pid, 0); await delay(20)) {
    if (Date.now() > end) {
      signalGroup(pid, 'SIGKILL')
      return
    }
  }
}

/** False when nobody of the group is left. */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}
