/**
 * Redirects a second beside a floor in the same run, the two in turns. Servers on core 0 and load on core 1 where taskset is there.
 * Run in packages/api:
 *
 *   DATABASE_URL=mysql://root@127.0.0.1:3306/gokart_bench npx tsx --conditions=source bench/redirect.ts [ROUNDS] [SECONDS]
 *
 * The database of the URL is dropped at the end. Its durability settings decide the figures: they are printed.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import mysql from 'mysql2/promise'

const [rounds = '3', seconds = '3'] = process.argv.slice(2)
const url = process.env['DATABASE_URL']
if (!url) throw new Error('DATABASE_URL is not set: give a database that may be dropped')
const NODE = [process.execPath, '--import', 'tsx', '--conditions=source']
const hasTaskset = (() => {
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

interface Served {
  readonly child: ChildProcess
  readonly port: number
  readonly path: string
}
interface Measured {
  readonly requests: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly faults: number
}

function run(script: string, core: number, args: readonly string[] = []): ChildProcess {
  const [command, ...rest] = [...(hasTaskset ? ['taskset', '-c', String(core)] : []), ...NODE, script, ...args]
  return spawn(command!, rest, { stdio: ['ignore', 'pipe', 'inherit'], env: process.env })
}

async function firstLine<T>(child: ChildProcess): Promise<T> {
  for await (const line of createInterface(child.stdout!)) return JSON.parse(line) as T
  throw new Error('It ended without a word')
}

async function serve(script: string): Promise<Served> {
  const child = run(script, 0)
  return { child, ...(await firstLine<{ port: number; path: string }>(child)) }
}

async function measure({ port, path }: Served, connections: number): Promise<Measured> {
  return firstLine(run('bench/load.ts', 1, [String(port), path, String(connections), seconds]))
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

await (await mysql.createConnection({ uri: url.replace(/\/[^/]*$/, '/') })).end()
const floor = await serve('bench/floor-server.ts')
const app = await serve('bench/redirect-server.ts')
const connection = await mysql.createConnection(url)
const [[settings]] = await connection.query<mysql.RowDataPacket[]>(
  'SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush, @@innodb_doublewrite AS doublewrite, @@log_bin AS log_bin, @@innodb_flush_method AS method',
)
console.log('database', settings)
console.log(`rounds ${rounds} of ${seconds} s, node ${process.version}, pinned ${hasTaskset}`)
for (const connections of [32, 128]) {
  const results: { floor: Measured; app: Measured }[] = []
  for (let round = 0; round < Number(rounds); round++) {
    results.push({ floor: await measure(floor, connections), app: await measure(app, connections) })
  }
  const rate = (of: 'floor' | 'app') => median(results.map((result) => result[of].requests / result[of].seconds))
  const of = (key: 'p50' | 'p99' | 'faults') => median(results.map(({ app: measured }) => measured[key]))
  console.log(
    `${connections} connections: floor ${rate('floor').toFixed(0)}/s, redirect ${rate('app').toFixed(0)}/s, ` +
      `ratio ${(rate('app') / rate('floor')).toFixed(2)}, p50 ${of('p50')} ms, p99 ${of('p99')} ms, faults ${of('faults')}`,
  )
}
const [[stored]] = await connection.query<mysql.RowDataPacket[]>('SELECT COUNT(*) AS clicks FROM clicks')
console.log('stored', stored)
for (const { child } of [app, floor]) child.kill('SIGTERM')
await connection.query('DROP DATABASE ??', [new URL(url).pathname.slice(1)])
await connection.end()
