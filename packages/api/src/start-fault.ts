import { WorkerFault } from './cluster/slot.js'
import type { Config } from './config.js'
import { isUnreachable } from './db/errors.js'
import { LockedError } from './spool/lock.js'

/** Why GoKart did not start, in words of the one who starts it. What is not known here keeps its stack. */
export function explainStart(error: unknown, config: Config | undefined): string {
  if (!(error instanceof Error)) return `GoKart did not start: ${String(error)}`
  const { code, syscall, port: taken } = error as NodeJS.ErrnoException & { port?: number }
  if (!config || error instanceof LockedError || error instanceof WorkerFault) return error.message
  // A worker's primary binds the port for it.
  const listening = syscall === 'listen' || syscall === 'bind'
  if (listening && code === 'EADDRINUSE') {
    const setting = taken === config.metrics?.port ? 'METRICS_PORT' : 'PORT'
    return `Port ${taken} is taken by another program. Choose another one: ${setting}=${Number(taken) + 1}`
  }
  if (listening) return `GoKart cannot listen: ${error.message}`
  const { hostname, port, pathname, username } = new URL(config.databaseUrl)
  const where = `${hostname}:${port || 3306}`
  if (code === 'ER_ACCESS_DENIED_ERROR')
    return `The database at ${where} refuses the user "${username}" or its password (DATABASE_URL).`
  if (code === 'ER_DBACCESS_DENIED_ERROR') {
    return `The user "${username}" may not use the database "${pathname.slice(1)}" at ${where} (DATABASE_URL).`
  }
  if (syscall === 'connect' || isUnreachable(error)) {
    return `The database at ${where} does not answer (${code}). Is it running, and is DATABASE_URL right?`
  }
  return `GoKart did not start: ${error.stack}`
}
