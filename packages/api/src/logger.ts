import { pino, type Logger } from 'pino'

export type { Logger }

const SECRETS = ['password', 'currentPassword', 'newPassword', 'token', 'cookie', 'authorization', 'set-cookie', 'sql']

/**
 * JSON lines on stdout. Secrets are taken out wherever they may stand (a fault of the database brings its SQL, with emails in
 * it); there is no line per click.
 */
export function createLogger(level: string): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*["${name}"]`])
  return pino({ level, base: null, redact: { paths: [...new Set(paths)], censor: '[hidden]' } })
}
