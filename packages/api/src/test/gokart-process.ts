import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect } from 'vitest'
import { createDatabase, type Database } from '../db/knex.js'
import { testDatabase } from './database.js'

/*
 * GoKart in processes of its own, on a database that is not there before:
 *
 *   const { start, folder, databaseUrl } = await useProcesses('workers')
 *   const gokart = start({ WORKERS: '2' })
 *   const base = await gokart.ready
 */

export interface GoKartProcess {
  readonly child: ChildProcess
  /** The address that it printed. */
  readonly ready: Promise<string>
  /** Its exit code. */
  readonly ended: Promise<number | null>
  output(): string
  /** Resolves when its output has this text; fails where it ends before. */
  says(text: string): Promise<void>
}

export interface Processes {
  /** Starts GoKart with these settings on top of a free port and a data folder of its own. */
  start(settings?: Record<string, string>): GoKartProcess
  /** For data folders; removed at the end. */
  readonly folder: string
  readonly databaseUrl: string
  /** What the processes store. */
  readonly db: Database
}

export const OPS_PASSWORD = 'correct horse battery'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** At the top of a test file; registers its hooks. */
export async function useProcesses(name: string): Promise<Processes> {
  const { url, db: server } = await testDatabase()
  const database = `${new URL(url).pathname.slice(1)}_${name}`
  const databaseUrl = Object.assign(new URL(url), { pathname: database }).href
  const folder = await mkdtemp(join(tmpdir(), `gokart-${name}-`))
  const db = createDatabase(databaseUrl, 2)
  const started: GoKartProcess[] = []

  beforeAll(() => server.raw('DROP DATABASE IF EXISTS ??', [database]))
  afterAll(async () => {
    for (const { child } of started) child.kill('SIGKILL')
    await Promise.all(started.map(({ ended }) => ended))
    await db.destroy()
    await server.raw('DROP DATABASE IF EXISTS ??', [database])
    // A worker that its primary has just left may still write.
    await rm(folder, { recursive: true, maxRetries: 10 })
  })

  return {
    folder,
    databaseUrl,
    db,
    start(settings = {}) {
      const running = launch({
        DATABASE_URL: databaseUrl,
        PORT: '0',
        HOST: '127.0.0.1',
        DATA_DIR: join(folder, String(started.length)),
        ...settings,
      })
      started.push(running)
      return running
    },
  }
}

function launch(settings: Record<string, string>): GoKartProcess {
  const env = { PATH: process.env['PATH'], ...settings }
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      child.emit('said')
    })
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null)

  function find<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = look()
        if (found === undefined) return
        child.off('said', check)
        resolve(found)
      }
      child.on('said', check)
      void once(child, 'close').then(() => reject(new Error(`It ended: ${output}`)))
      check()
    })
  }

  const ready = find(() => /GoKart is ready: (\S+)/.exec(output)?.[1])
  ready.catch(() => undefined)
  return {
    child,
    ready,
    ended,
    output: () => output,
    says: (text) => find(() => (output.includes(text) ? null : undefined)).then(() => undefined),
  }
}

/** Signs in as the first ops account and returns its cookie. */
export async function signIn(base: string, password = OPS_PASSWORD): Promise<string> {
  const response = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ops@gokart.local', password }),
  })
  expect(response.status).toBe(200)
  return response.headers.getSetCookie().join('; ')
}

/** A call of the API, signed in with a cookie. */
export async function call<T>(base: string, cookie: string, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(base + path, {
    method,
    headers: { cookie, origin: base, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect([response.status, path]).toEqual([response.status < 300 ? response.status : 'a success', path])
  return (await response.json()) as T
}
