import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from './test/database.js'

/* The process itself, on a database that is not there yet. */

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const { url, db } = await testDatabase()
const database = `${new URL(url).pathname.slice(1)}_main`
const DATABASE_URL = Object.assign(new URL(url), { pathname: database }).href
const dropDatabase = () => db.raw('DROP DATABASE IF EXISTS ??', [database])
const folder = await mkdtemp(join(tmpdir(), 'gokart-main-'))
const started: Running[] = []

beforeAll(dropDatabase)
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ ended }) => ended))
  await dropDatabase()
  await rm(folder, { recursive: true })
})

interface Running {
  child: ChildProcess
  /** The address that it printed. */
  ready: Promise<string>
  /** Its exit code. */
  ended: Promise<number | null>
  output(): string
}

/** Starts GoKart with these settings on top of a free port and a data folder of its own. */
function start(settings: Record<string, string> = {}): Running {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL,
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: join(folder, String(started.length)),
    ...settings,
  }
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main], { env })
  let output = ''
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const ready = new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error(`It ended: ${output}`)))
    const read = (data: Buffer) => {
      output += data.toString()
      const found = /GoKart is ready: (\S+)/.exec(output)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
  })
  ready.catch(() => undefined)
  const running = { child, ready, ended, output: () => output }
  started.push(running)
  return running
}

async function signIn(base: string, password: string): Promise<number> {
  const response = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ops@gokart.local', password }),
  })
  return response.status
}

describe('the process', { timeout: 60_000 }, () => {
  it('makes the database and one first account, also when two start at once, and stops on a signal', async () => {
    const pair = [start(), start()]
    const bases = await Promise.all(pair.map(({ ready }) => ready))
    const passwords = pair.flatMap(({ output }) => /password {2}(\S+)/.exec(output())?.[1] ?? [])
    expect(passwords).toHaveLength(1)
    for (const base of bases) expect(await signIn(base, passwords[0]!)).toBe(200)

    pair[0]!.child.kill('SIGTERM')
    pair[1]!.child.kill('SIGINT')
    expect(await Promise.all(pair.map(({ ended }) => ended))).toEqual([0, 0])
  })

  it('shows no password again, answers what is in flight when told to stop, and ends', async () => {
    const gokart = start()
    const { port } = new URL(await gokart.ready)
    expect(gokart.output()).not.toContain('password')

    const taken = start({ PORT: port })
    expect(await taken.ended).toBe(1)
    expect(taken.output()).toBe(
      `Port ${port} is taken by another program. Choose another one: PORT=${Number(port) + 1}\n`,
    )

    const metrics = start({ METRICS_PORT: port })
    expect(await metrics.ended).toBe(1)
    expect(metrics.output()).toContain(`Choose another one: METRICS_PORT=${Number(port) + 1}\n`)

    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    const form = 'gk_click_id='
    socket.write('POST /postback HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n')
    socket.write(`Content-Length: ${form.length}\r\n\r\n`)
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/health/live`).then(({ status }) => status)).toBe(200)
    gokart.child.kill('SIGHUP')
    await expect.poll(gokart.output).toContain('GoKart stops')
    socket.write(form)
    expect(await gokart.ended).toBe(0)
    expect(answer).toContain('missing_click_id')
  })

  it('gives its metrics on a port of their own', async () => {
    const gokart = start({ METRICS_PORT: '0', LOG_LEVEL: 'info' })
    const base = await gokart.ready
    await expect.poll(gokart.output).toContain('Metrics are at /metrics')
    const port = /"port":(\d+),"msg":"Metrics are at/.exec(gokart.output())?.[1]
    await fetch(`${base}/c/nothing`)
    const read = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    await expect.poll(read, { timeout: 5_000 }).toContain('gokart_clicks_kept_total{place="database"} 1\n')
    gokart.child.kill('SIGTERM')
    expect(await gokart.ended).toBe(0)
  })

  it('says plainly what is wrong with its settings', async () => {
    const wrong = start({ DATABASE_URL: '', PORT: 'x' })
    expect(await wrong.ended).toBe(1)
    expect(wrong.output()).toBe(
      'The settings are not right:\n' +
        '  DATABASE_URL is missing: mysql://user:password@host:3306/gokart\n' +
        '  PORT must be a whole number from 0 to 65535\n' +
        'See docs/operations.md for every setting.\n',
    )
    const away = start({ DATABASE_URL: 'mysql://root@127.0.0.1:1/gokart' })
    expect(await away.ended).toBe(1)
    expect(away.output()).toMatch(/^The database at 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)\..*\n$/)
  })
})
