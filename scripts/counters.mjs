// `npm run counters -- check`: compares the counters of reports with the rows. `rebuild` makes them anew, `close --to DATE` takes them as
// final before old rows are dropped (docs/operations.md). Of the database of DATABASE_URL, else of the running `npm start`.
import './lib/node-version.mjs'
import { join, resolve } from 'node:path'
import { Failure, explain } from './lib/failure.mjs'
import { readText } from './lib/find-program.mjs'
import { build, install, root } from './lib/prepare.mjs'
import { start, supervise } from './lib/processes.mjs'

await supervise(main, ({ error }) => {
  if (error) console.error(`\n${explain(error)}`)
  return error ? 1 : 0
})

async function main() {
  await install()
  await build()
  const env = { ...process.env, ...databaseUrl() }
  const file = join(root, 'packages/api/dist/counters/main.js')
  const how = await start(process.execPath, [file, ...process.argv.slice(2)], { cwd: root, env }).ended
  if (how !== 0) throw new Failure('It is not as it should be: see above.')
}

function databaseUrl() {
  if (process.env.DATABASE_URL || process.env.DATABASE_URL_FILE) return {}
  const url = readText(join(resolve(root, process.env.DATA_DIR || '.data'), 'database-url'))
  if (!url) throw new Failure('There is no database: set DATABASE_URL, or let `npm start` run beside this.')
  return { DATABASE_URL: url.trim() }
}
