// `npm run dev`: the API with reload and Vite's server for the admin, on the private MariaDB of `npm start`.
import './lib/node-version.mjs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Failure, explain } from './lib/failure.mjs'
import { startDurable } from './lib/mariadb.mjs'
import { assertPortFree } from './lib/ports.mjs'
import { bin, install, root, toolEnv } from './lib/prepare.mjs'
import { start, supervise } from './lib/processes.mjs'

const ADMIN_PORT = 5173

await supervise(main, ({ error }) => {
  if (error) console.error(`\n${explain(error)}`)
  return error ? 1 : 0
})

async function main() {
  const port = Number(process.env.PORT || 3000)
  await assertPortFree(port, `choose another: PORT=${port + 1} npm run dev`)
  await assertPortFree(ADMIN_PORT, 'another `npm run dev` is perhaps still there.')
  await install()
  const dataDir = resolve(root, process.env.DATA_DIR || '.data')
  const database = process.env.DATABASE_URL ? { url: process.env.DATABASE_URL } : await startDurable(dataDir)
  const address = `http://localhost:${ADMIN_PORT}`
  const env = {
    PUBLIC_URL: address, // Vite hands /api, /c, /postback and /health on to the API
    ...process.env,
    PATH: toolEnv.PATH,
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: String(port),
    API_PORT: String(port),
    ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
  }
  process.stdout.write(`The admin, with reload: ${address}\n`)
  const ends = [
    runPrefixed('api', ['--filter', '@gokart/api', 'run', 'dev'], env),
    runPrefixed(
      'admin',
      ['--filter', '@gokart/admin', 'run', 'dev', '--port', String(ADMIN_PORT), '--strictPort'],
      env,
    ),
    ...(database.lost ? [database.lost] : []),
  ]
  throw await Promise.race(ends)
}

/** Resolves to the Failure of its end: nothing here is meant to end. */
async function runPrefixed(name, args, env) {
  const child = start(bin('pnpm'), args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${name.padEnd(5)} | ${line}\n`))
  return new Failure(`${name} ended with ${await child.ended}.`)
}
