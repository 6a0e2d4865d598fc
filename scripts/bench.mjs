// `npm run bench`: builds the API, starts a MariaDB as durable as that of `npm start` (unless BENCH_DATABASE_URL is set) and
// measures: packages/api/bench. `npm run bench -- --quick` is done in minutes.
import './lib/node-version.mjs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, explain } from './lib/failure.mjs'
import { startForBench } from './lib/mariadb.mjs'
import { install, root } from './lib/prepare.mjs'
import { run, start, supervise, temporaryFolder } from './lib/processes.mjs'
import { step } from './lib/steps.mjs'

await supervise(main, ({ error, signal }) => {
  if (error) console.error(`\n${explain(error)}`)
  return error || signal ? 1 : 0
})

async function main() {
  await install()
  await step('Building', build)
  const data = join(root, '.data')
  mkdirSync(data, { recursive: true, mode: 0o700 })
  // Not the system's folder for temporary files: that may be in memory, where a commit costs nothing.
  const folder = temporaryFolder(join(data, 'bench-'))
  const env = { ...process.env, BENCH_FOLDER: folder, ...(await openDatabase(folder)) }
  const command = ['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)]
  const how = await start(process.execPath, command, { cwd: join(root, 'packages/api'), env }).ended
  if (how !== 0) throw new Failure(`The bench ended with ${how}.`)
}

/** Types are looked at by `npm run typecheck`; a change can be measured before they fit. */
async function build() {
  for (const name of ['shared', 'api']) {
    const cwd = join(root, 'packages', name)
    await run(join(cwd, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', '--noCheck'], { cwd })
  }
}

async function openDatabase(folder) {
  if (process.env.BENCH_DATABASE_URL) return {}
  const { url, pid } = await step('Starting a database', () => startForBench(folder))
  return { BENCH_DATABASE_URL: url, BENCH_DATABASE_PID: String(pid) }
}
