// `npm test`: every check and every test, with a private MariaDB of its own (or the server of TEST_DATABASE_URL). The last
// line is the true total. `npm test -- --only api` runs one part: static, shared, api, admin, e2e or faults.
import './lib/node-version.mjs'
import { join, resolve } from 'node:path'
import { findBrowser } from './lib/browser.mjs'
import { Failure, explain } from './lib/failure.mjs'
import { prepareFaults } from './lib/faults.mjs'
import { startForTests } from './lib/mariadb.mjs'
import { bin, build, install, root, toolEnv, turbo } from './lib/prepare.mjs'
import { run, supervise, temporaryFolder } from './lib/processes.mjs'
import { addFailure, anyFailed, check, tally, totals } from './lib/tally.mjs'
import { runVitest } from './lib/vitest.mjs'

const quietly = (_title, work) => work()
const PARTS = ['static', 'shared', 'api', 'admin', 'e2e', 'faults']

await supervise(main, ({ error, signal }) => {
  if (error) addFailure(explain(error))
  if (signal) addFailure(`Stopped by ${signal}.`)
  console.log(`\n${totals()}`)
  return anyFailed() ? 1 : 0
})

async function main() {
  const wanted = readArguments()
  await install()
  const built = ['static', 'e2e', 'faults'].some(wanted) ? await check('Build', () => build(quietly)) : false
  if (wanted('static')) await staticChecks(built)
  const env = { ...toolEnv, TMPDIR: temporaryFolder() } // what killed tests leave there is removed
  if (wanted('shared')) await tests('shared', 'Tests of shared', [], env)
  if (wanted('admin')) await tests('admin', 'Tests of admin', [], env)
  if (wanted('api') || wanted('e2e')) await databaseTests(wanted, built, env)
  if (wanted('faults') && built) await faultTests(env)
}

function readArguments() {
  const [option, part, ...rest] = process.argv.slice(2)
  if (option === undefined) return () => true
  if (option !== '--only' || !PARTS.includes(part) || rest.length > 0)
    throw new Failure(`There is only one option: --only ${PARTS.join('|')}`)
  return (name) => name === part
}

async function staticChecks(built) {
  const script = (name) => run(bin('pnpm'), ['run', name], { cwd: root, env: toolEnv })
  await check('Lint', () => script('lint'))
  await check('Format', () => script('format:check'))
  // Nuxt UI writes types while the admin is built.
  if (built) await check('Types', () => turbo('typecheck'))
  await check('Unused files, exports and dependencies', () => run(bin('knip'), [], { cwd: root, env: toolEnv }))
}

async function databaseTests(wanted, built, testEnv) {
  const TEST_DATABASE_URL = process.env.TEST_DATABASE_URL || (await startForTests(resolve(root, '.data')))
  const env = { ...testEnv, TEST_DATABASE_URL }
  if (wanted('api')) await tests('api', 'Tests of api', [], env)
  if (wanted('e2e') && built) await browserTests(env)
}

async function browserTests(env) {
  const title = 'Browser tests'
  const CHROMIUM_PATH = await findBrowser().catch((error) => check(title, () => Promise.reject(error)))
  if (CHROMIUM_PATH) await tests('admin', title, ['--config', 'vitest.e2e.config.ts'], { ...env, CHROMIUM_PATH })
}

/** The short form of `npm run test:faults`. */
function faultTests(testEnv) {
  const { within, args, env } = prepareFaults()
  const all = [...args, '--reporter=./faults/reporter.ts']
  return tests('api', 'Faults under load', all, { ...testEnv, ...env }, within)
}

function tests(name, title, args, env, within) {
  return tally(title, () => runVitest(join(root, 'packages', name), args, env, within))
}
