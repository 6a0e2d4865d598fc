import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiProblem, createClient, fetchSender, type Client, type Problem } from '@gokart/shared'
import { afterAll, beforeEach } from 'vitest'
import { createApp } from '../app.js'
import type { Config } from '../config.js'
import { createContext, type Context, type Overrides } from '../context.js'
import type { Database } from '../db/knex.js'
import { createHttpServer } from '../http/server.js'
import { createLogger } from '../logger.js'
import { clean, testDatabase } from './database.js'
import { createFactories, type Factories } from './factories.js'
import { browserFetch } from './browser.js'

/*
 * GoKart as a whole, on a free port with a real database:
 *
 *   const gokart = await useGoKart()                    // at the top of a test file; empties the database before each test
 *   const gokart = await useGoKart({ now: () => time, config: { publicUrl: 'https://go.example' } })
 *
 *   const { make } = gokart                             // factories.ts: make.offer(), make.user(), make.click({ offer })...
 *   await gokart.as('ops').offers.list()                // the typed client, signed in as a new ops user
 *   await gokart.as(await make.user({ advertiser_id: 7 })).offers.get({ params: { id } })
 *   await gokart.nobody.session.me()                    // rejects with ApiProblem
 *   expect(await refusal(gokart.nobody.session.me())).toMatchObject({ status: 401, code: 'not_signed_in' })
 *   const response = await gokart.fetch('/c/KEY')       // any request; redirects are not followed
 *   gokart.context, gokart.db, gokart.url
 *
 * `startGoKart()` gives the same without the hooks; close it yourself.
 */

export interface Settings extends Overrides {
  config?: Partial<Config>
}

export interface GoKart {
  /** Origin, without a slash at its end. */
  readonly url: string
  readonly context: Context
  readonly db: Database
  readonly make: Factories
  /** The typed client of nobody; it keeps cookies, so signing in with it works. */
  readonly nobody: Client
  /** The typed client with a session of this user; 'ops' makes a user for it. */
  as(who: 'ops' | { id: number }): Client
  /** The value of a Cookie header of this user, for requests by `fetch`. */
  cookie(who: 'ops' | { id: number }): Promise<string>
  fetch(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** Starts GoKart for a test file and registers its hooks. */
export async function useGoKart(settings: Settings = {}): Promise<GoKart> {
  const gokart = await startGoKart(settings)
  beforeEach(async () => {
    await clean()
    await gokart.context.snapshot.refresh()
  })
  afterAll(() => gokart.close())
  return gokart
}

export async function startGoKart({ config, ...overrides }: Settings = {}): Promise<GoKart> {
  const { url: databaseUrl } = await testDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'gokart-test-'))
  const log = createLogger('silent')
  const context = createContext({ ...settingsOf(databaseUrl, dataDir), ...config }, { log, ...overrides })
  await context.start()
  const server = createHttpServer(createApp(context), context.hot, context.log)
  const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`
  const make = createFactories(context.db, () => context.snapshot.refresh())

  async function cookie(who: 'ops' | { id: number }): Promise<string> {
    const user = who === 'ops' ? await make.user() : who
    const device = { ip: '127.0.0.1', userAgent: 'vitest' }
    return `${context.sessionCookie.name}=${await context.services.sessions.open(user.id, device)}`
  }

  return {
    url,
    context,
    db: context.db,
    make,
    nobody: createClient(fetchSender(url, browserFetch())),
    as: (who) =>
      createClient(
        fetchSender(
          url,
          browserFetch(() => cookie(who)),
        ),
      ),
    cookie,
    fetch: (path, init) => fetch(url + path, { redirect: 'manual', ...init }),
    async close() {
      context.streams.close()
      await server.close(1_000)
      await context.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

/** The problem that a call is refused with; fails where it is not refused. */
export async function refusal(call: Promise<unknown>): Promise<Problem> {
  const error: unknown = await call.then(
    (answer) => new Error(`It was not refused, the answer was ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  )
  if (error instanceof ApiProblem) return error.problem
  throw error
}

/** The settings of tests. */
export function settingsOf(databaseUrl: string, dataDir: string): Config {
  return {
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'http://gokart.test',
    ops: { email: 'ops@gokart.test', password: undefined },
    trustProxy: [],
    logLevel: 'silent',
    dataDir,
    databasePool: 4,
    workers: 1,
    metrics: undefined,
  }
}
