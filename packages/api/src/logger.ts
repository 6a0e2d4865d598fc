import { pino, type Logger } from 'pino'

export type { Logger }

const SECRETS = ['password', 'currentPassword', 'newPassword', 'token', 'cookie', 'authorization', 'set-cookie']

/** JSON lines on stdout. Secrets are taken out wherever they may stand; there is no line per click. */
export function createLogger(level: string): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*["${name}"]`])
  return pino({ level, base: null, redact: { paths: [...new Set(paths)], censor: '[hidden]' } })
}
