import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { startInternet } from './internet.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the GoKart under test. */
    gokart: string
    ops: { email: string; password: string }
    /** Port on which every host of the outside world answers (see internet.ts). */
    internetPort: number
  }
}

const API = fileURLToPath(new URL('../../api/dist/main.js', import.meta.url))
const OPS = { email: 'ops@gokart.test', password: 'correct horse battery' }

/** One GoKart for all journeys, as `npm start` runs it, with a database of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env['TEST_DATABASE_URL']
  if (!server) throw new Error('TEST_DATABASE_URL is missing: run `npm test -- --only e2e`, which starts a database')
  const dataDir = await mkdtemp(join(tmpdir(), 'gokart-e2e-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const database = new URL(server)
  database.pathname = `/gokart_e2e_${process.pid}_${Date.now()}`
  const api = spawn(process.execPath, [API], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.href,
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: origin,
      OPS_EMAIL: OPS.email,
      OPS_PASSWORD: OPS.password,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await ready(api, `${origin}/health/ready`)
  const internet = await startInternet()
  project.provide('gokart', origin)
  project.provide('ops', OPS)
  project.provide('internetPort', internet.port)
  return async () => {
    api.kill('SIGTERM')
    if (api.exitCode === null) await once(api, 'exit')
    internet.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function ready(api: ChildProcess, url: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    if (api.exitCode !== null) throw new Error(`The API ended with code ${api.exitCode} before it was ready`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The API was not ready within 30 s')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
