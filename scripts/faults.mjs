// `npm run test:faults`: GoKart and its database are killed, stopped and starved under load, and nothing acknowledged may be lost
// (packages/api/faults). The long form, for a release: `--short` is that of `npm test`, `--write` puts the table into docs/faults.md,
// SEED=... repeats the moments of another run.
import './lib/node-version.mjs'
import { join } from 'node:path'
import { Failure, explain } from './lib/failure.mjs'
import { prepareFaults } from './lib/faults.mjs'
import { build, install, root } from './lib/prepare.mjs'
import { start, supervise } from './lib/processes.mjs'

const OPTIONS = ['--short', '--write']

await supervise(main, ({ error, signal }) => {
  if (error) console.error(`\n${explain(error)}`)
  return error || signal ? 1 : 0
})

async function main() {
  const given = process.argv.slice(2)
  const unknown = given.find((argument) => !OPTIONS.includes(argument))
  if (unknown) throw new Failure(`Unknown option ${unknown}. There are ${OPTIONS.join(' and ')}.`)
  await install()
  await build()
  const { within, args, env } = prepareFaults()
  const cwd = join(root, 'packages/api')
  const [program, ...rest] = [...within, join(cwd, 'node_modules/.bin/vitest'), 'run', ...args]
  const form = given.includes('--short') ? 'short' : 'long'
  const write = given.includes('--write') && { FAULTS_WRITE: '1' }
  const how = await start(program, rest, { cwd, env: { ...process.env, ...env, FAULTS: form, ...write } }).ended
  if (how !== 0) throw new Failure(`The fault tests ended with ${how}.`)
}
