// Installs and builds, each only when something changed since the last time: a fingerprint of what goes in is kept in
// node_modules/.gokart.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from './failure.mjs'
import { readText } from './find-program.mjs'
import { run } from './processes.mjs'
import { step } from './steps.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const bin = (name) => join(root, 'node_modules/.bin', name)
const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))

/** Environment of tools: turbo looks for `pnpm` on PATH, and NODE_ENV=production would leave the tools uninstalled. */
const { NODE_ENV: _, ...inherited } = process.env
export const toolEnv = {
  ...inherited,
  PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: '1',
  NO_COLOR: '1',
  CI: 'true',
}

/** @param show how to show the work (see `step`); not called when nothing changed */
export function install(show = step) {
  return whenChanged(show, {
    title: 'Installing packages',
    stamp: 'installed',
    inputs: [...atRoot('package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'), ...inPackages('package.json')],
    outputs: inPackages('node_modules'),
    work: () => {
      const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
      return run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], { cwd: root, env: toolEnv })
    },
  })
}

/** Runs a task of all packages; shows only what went wrong. */
export const turbo = (task) =>
  run(bin('turbo'), ['run', task, '--output-logs=errors-only', '--ui=stream'], { cwd: root, env: toolEnv })

export function build(show = step) {
  return whenChanged(show, {
    title: 'Building',
    stamp: 'built',
    inputs: [...atRoot('pnpm-lock.yaml', 'tsconfig.base.json', 'turbo.json'), ...packages.flatMap(sources)],
    outputs: inPackages('dist'),
    work: () => turbo('build'),
  })
}

async function whenChanged(show, { title, stamp, inputs, outputs, work }) {
  const file = join(root, 'node_modules/.gokart', stamp)
  const print = fingerprint(inputs)
  if (outputs.every(existsSync) && readText(file) === print) return
  rmSync(file, { force: true }) // what a failed run left must not pass for whole
  await show(title, async () => {
    await work()
    const missing = outputs.find((output) => !existsSync(output))
    if (missing) throw new Failure(`${missing} was not made.`)
  })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, print)
}

const atRoot = (...names) => names.map((name) => join(root, name))
const inPackages = (name) => packages.map((folder) => join(folder, name))

function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

/** What goes into the build of a package: src, public and the files beside them, without the .d.ts that Vite writes. */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['src', 'public'].includes(entry.name) ? filesBelow(path) : []
    return entry.name.endsWith('.d.ts') ? [] : [path]
  })
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .toSorted()
}
