import { readFileSync } from 'node:fs'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

const Cidrs = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .refine((parts) => parts.every(isCidr), 'must be IP addresses or ranges such as 10.0.0.0/8, with commas between')

function isCidr(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text)
}

function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`
  return z.coerce.number<string>({ error }).int(error).min(min, error).max(max, error)
}

const Environment = z.object({
  DATABASE_URL: z
    .string({ error: 'is missing: mysql://user:password@host:3306/gokart' })
    .refine((url) => URL.canParse(url) && /^(mysql|mariadb):$/.test(new URL(url).protocol), 'must start with mysql://')
    .refine((url) => URL.canParse(url) && new URL(url).pathname.length > 1, 'must name a database after the host'),
  HOST: z.string().default('0.0.0.0'),
  PORT: wholeNumber(0, 65_535).default(3000),
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: 'must be the address that others reach GoKart at, such as https://go.example.com',
    })
    .refine((url) => !/[?#@]/.test(url), 'must be an address alone, without a user, a query or a fragment')
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  OPS_EMAIL: z.email('must be an email address').default('ops@gokart.local'),
  OPS_PASSWORD: z.string().min(8, 'must have at least 8 characters').max(200, 'must have at most 200').optional(),
  TRUST_PROXY: Cidrs,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_POOL: wholeNumber(2, 200).default(10),
  WORKERS: wholeNumber(1, 64).default(1),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
})

/** Every setting, checked once. The table in docs/operations.md lists them. */
export interface Config {
  readonly databaseUrl: string
  readonly host: string
  readonly port: number
  /** Base of every link that people copy, without a slash at its end. */
  readonly publicUrl: string
  readonly ops: { readonly email: string; readonly password: string | undefined }
  /** Addresses of the proxies whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[]
  readonly logLevel: string
  /** Folder of the spool and of the copy of the offers. */
  readonly dataDir: string
  /** Connections of the admin's pool, over all workers; the hot paths have a pool of their own. */
  readonly databasePool: number
  /** Processes that share the port; 1: a single one, without another that watches over it. */
  readonly workers: number
  /** Where Prometheus finds the metrics; undefined: nowhere. */
  readonly metrics: { readonly port: number; readonly host: string } | undefined
}

/** Reads the environment. Throws one Error that lists every fault, a line each. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(withSecretFiles(env))
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`)
    throw new Error(`The settings are not right:\n${lines.join('\n')}\nSee docs/operations.md for every setting.`)
  }
  const values = parsed.data
  return Object.freeze({
    databaseUrl: values.DATABASE_URL,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    ops: { email: values.OPS_EMAIL.toLowerCase(), password: values.OPS_PASSWORD },
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    dataDir: values.DATA_DIR,
    databasePool: values.DATABASE_POOL,
    workers: values.WORKERS,
    metrics: values.METRICS_PORT === undefined ? undefined : { port: values.METRICS_PORT, host: values.METRICS_HOST },
  })
}

/** `NAME_FILE=/run/secrets/x` stands for NAME with that file's text (Docker and Kubernetes secrets). Empty means not set. */
function withSecretFiles(env: Record<string, string | undefined>): Record<string, string> {
  const values: Record<string, string> = {}
  for (const name of Object.keys(Environment.shape)) {
    const file = env[`${name}_FILE`]
    const value = env[name] || (file ? readFileSync(file, 'utf8').trim() : undefined)
    if (value) values[name] = value
  }
  return values
}
