// `npm start`: installs, builds, starts the private MariaDB (unless DATABASE_URL is set) and serves GoKart.
// `npm start -- --demo` loads a small demo first. The settings are in docs/operations.md.
import './lib/node-version.mjs'
import { join, resolve } from 'node:path'
import { Failure, explain } from './lib/failure.mjs'
import { startDurable } from './lib/mariadb.mjs'
import { assertPortFree } from './lib/ports.mjs'
import { build, install, root } from './lib/prepare.mjs'
import { start, supervise } from './lib/processes.mjs'

await supervise(main, ({ error }) => {
  if (error) console.error(`\n${explain(error)}`)
  return error ? 1 : 0
})

async function main() {
  const demo = readArguments()
  const port = Number(process.env.PORT || 3000)
  if (port > 0) await assertPortFree(port, `choose another: PORT=${port + 1} npm start`)
  await install()
  await build()
  const dataDir = resolve(root, process.env.DATA_DIR || '.data')
  const database = await openDatabase(dataDir)
  const env = { ...process.env, DATA_DIR: dataDir, ...(database.url && { DATABASE_URL: database.url }) }
  const dist = join(root, 'packages/api/dist')
  if (demo) await serve(join(dist, 'db/seeds/demo-main.js'), env)
  const lost = database.lost?.then((error) => {
    throw error
  })
  await Promise.race([serve(join(dist, 'main.js'), env, ['SIGUSR2']), lost ?? new Promise(() => {})])
}

function readArguments() {
  const unknown = process.argv.slice(2).find((argument) => argument !== '--demo')
  if (unknown) throw new Failure(`Unknown option ${unknown}. There is only --demo.`)
  return process.argv.includes('--demo')
}

/** Nothing to start when the user has a database of their own. */
async function openDatabase(dataDir) {
  if (process.env.DATABASE_URL || process.env.DATABASE_URL_FILE) return {}
  return startDurable(dataDir)
}

/** Runs a part of the API to its end, in the terminal. `passed`: signals that are meant for it. */
async function serve(file, env, passed = []) {
  const child = start(process.execPath, [file], { cwd: root, env })
  for (const signal of passed) process.on(signal, () => child.kill(signal))
  const how = await child.ended
  if (how !== 0) throw new Failure(`GoKart ended with ${how}.`)
}
