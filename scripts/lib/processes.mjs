// Starts child processes and makes sure that none survives the script, however the script ends.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from './failure.mjs'
import { stopGroup } from './process-group.mjs'

const guardianFile = fileURLToPath(new URL('guardian.mjs', import.meta.url))
/** @type {Set<import('node:child_process').ChildProcess & { ended: Promise<string | number> }>} in the order of their start */
const children = new Set()
const folders = new Set()
let guardian
let tether
let stopping = false

export const isStopping = () => stopping

/**
 * Starts a child in a process group of its own, so that Ctrl-C in the terminal reaches only the script, which then ends
 * the children in order. `child.ended` resolves to the exit code, or to the name of the signal or error.
 * @returns {import('node:child_process').ChildProcess & { ended: Promise<string | number> }}
 */
export function start(command, args, options = {}) {
  if (stopping) throw new Failure('Stopped.')
  tether ??= findTether()
  const [program, ...rest] = [...tether, command, ...args]
  const child = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit'], ...options, detached: true })
  child.ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? code))
  })
  if (child.pid) {
    children.add(child)
    tellGuardian()
    void child.ended.then(() => stopGroup(child.pid)).then(() => forget(child))
  }
  return child
}

/** Runs a command to its end and returns its output. Throws a Failure with the last lines of it. */
export async function run(command, args, options = {}) {
  const { code, output } = await collect(command, args, options)
  if (stopping) throw new Failure('Stopped.') // some tools call that a success
  if (code === 0) return output
  const tail = output.trimEnd().split('\n').slice(-60).join('\n')
  throw new Failure(`${tail}\n\`${[command, ...args].join(' ')}\` ended with ${code}.`)
}

/** Runs a command to its end, whatever the end is. */
export async function collect(command, args, options = {}) {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const closed = new Promise((resolve) => child.once('close', resolve))
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const code = await child.ended
  if (child.pid) await closed
  return { code, output }
}

/** A new folder that is removed when the script ends, however it ends. */
export function temporaryFolder(prefix = join(tmpdir(), 'gokart-')) {
  const folder = mkdtempSync(prefix)
  folders.add(folder)
  tellGuardian()
  return folder
}

/**
 * Runs `main`; when it ends, fails, or the script is told to stop, ends all children (the youngest first) and exits with
 * what `finish({ value } | { error } | { signal })` returns.
 */
export async function supervise(main, finish) {
  const told = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve({ signal }))
    process.on('uncaughtException', (error) => resolve({ error }))
    watchParent(() => resolve({ signal: 'end of npm' }))
  })
  // A closed terminal must not end the script before its children.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const done = Promise.resolve()
    .then(main)
    .then(
      (value) => ({ value }),
      (error) => ({ error }),
    )
  const outcome = await Promise.race([done, told])
  await stopAll()
  process.exit(finish(outcome))
}

async function stopAll() {
  stopping = true
  for (const child of [...children].toReversed()) await stopGroup(child.pid)
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  guardian?.stdin.end()
  await guardian?.ended
}

/** npm that was killed with -9 tells nobody; its child then gets another parent. */
function watchParent(lost) {
  const parent = process.ppid
  if (!process.env.npm_command) return
  setInterval(() => process.ppid === parent || lost(), 300).unref()
}

/** Where the kernel can do it, a child is asked to end when the script is gone, even if the guardian was killed too. */
function findTether() {
  const command = ['setpriv', '--pdeathsig', 'TERM']
  return spawnSync(command[0], [...command.slice(1), 'true']).status === 0 ? command : []
}

function forget(child) {
  children.delete(child)
  tellGuardian()
}

function tellGuardian() {
  guardian ??= startGuardian()
  const groups = [...children].map(({ pid }) => pid)
  guardian.stdin.write(`${JSON.stringify({ groups, folders: [...folders], tethered: tether?.length > 0 })}\n`)
}

function startGuardian() {
  const child = spawn(process.execPath, [guardianFile], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  child.stdin.on('error', () => {})
  child.ended = new Promise((resolve) => child.once('exit', resolve))
  child.once('exit', () => {
    guardian = undefined
    if (!stopping) tellGuardian()
  })
  return child
}
