// One MariaDB server: its data folder, its start, who else uses it.
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from './failure.mjs'
import { readText } from './find-program.mjs'
import { collect, run, start, temporaryFolder } from './processes.mjs'

const ROOT = process.getuid?.() === 0 ? ['--user=root'] : []

// Each server, also the short one that makes a datadir, removes at its start what it takes for left-over temporary tables:
// also those of others, where they share a folder for them. So each has its own.

/** In another folder first: a datadir that stands at its place is whole. `options`: of the server that is to use it. */
export async function createDatadir({ install, basedir, env }, datadir, options = []) {
  const fresh = temporaryFolder(`${datadir}.new-`)
  const own = { ...env, TMPDIR: temporaryFolder(`${datadir}.tmp-`) }
  const accounts = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve', '--force']
  const args = ['--no-defaults', `--basedir=${basedir}`, `--datadir=${fresh}`, ...accounts, ...options, ...ROOT]
  await run(install, args, { env: own })
  writeThrough(join(fresh, 'ib_logfile0'))
  renameSync(fresh, datadir)
}

/**
 * Writes a file over itself. What the server reserved for its redo log and never wrote, the file system notes down at each commit as written from
 * then on, and commits wait for that.
 */
function writeThrough(path) {
  const file = openSync(path, 'r+')
  const { size } = fstatSync(file)
  const part = Buffer.alloc(1024 * 1024)
  for (let at = 0; at < size; at += part.length) writeSync(file, part, 0, readSync(file, part, 0, part.length, at), at)
  fsyncSync(file)
  closeSync(file)
}

/** Starts a server on 127.0.0.1 and waits until it serves. */
export async function launchServer({ server, basedir, env }, { datadir, port, options }) {
  const temporary = `${datadir}.tmp`
  mkdirSync(temporary, { recursive: true, mode: 0o700 })
  const folders = [`--datadir=${datadir}`, `--tmpdir=${temporary}`, `--socket=${socketFor(datadir)}`]
  const place = [`--basedir=${basedir}`, ...folders]
  const network = [
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    `--pid-file=${pidFile(datadir)}`,
  ]
  const text = ['--character-set-server=utf8mb4', '--collation-server=utf8mb4_unicode_ci', '--skip-log-bin']
  // With io_uring the kernel may finish writes of a killed server after that is gone, over those of the next one.
  const writes = ['--skip-innodb-use-native-aio']
  const log = `${datadir}.log`
  const output = openSync(log, 'w')
  const child = start(server, ['--no-defaults', ...place, ...network, ...text, ...writes, ...options, ...ROOT], {
    env,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  await serving(child, datadir, log)
  return child
}

async function serving(child, datadir, log) {
  let how
  void child.ended.then((end) => (how = end))
  for (let text = ''; !text.includes('ready for connections'); await delay(20)) {
    text = readText(log)
    if (/can't lock|unable to lock/i.test(text)) throw inUse(datadir)
    if (how === undefined) continue
    const tail = text.trimEnd().split('\n').slice(-15).join('\n')
    throw new Failure(`${tail}\nMariaDB ended with ${how}; its log is ${log}`)
  }
}

/** Throws a Failure when a server runs on that data. A pid file that a crash left names nobody, or another program. */
export async function assertUnused(datadir) {
  for (const end = Date.now() + 3000; ; await delay(50)) {
    const pid = readText(pidFile(datadir)).trim()
    const owner = /^\d+$/.test(pid) ? await commandLine(pid) : ''
    if (!owner.includes(`--datadir=${datadir}`)) return
    if (Date.now() > end) throw inUse(datadir, ` (its MariaDB is process ${pid})`)
  }
}

function inUse(datadir, whose = '') {
  const advice = 'Stop that one first, or set DATA_DIR to another folder.'
  return new Failure(`The data in ${datadir} is used by another GoKart${whose}. ${advice}`)
}

async function commandLine(pid) {
  if (process.platform === 'linux') return readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
  return (await collect('ps', ['-ww', '-o', 'args=', '-p', pid])).output
}

const pidFile = (datadir) => join(datadir, 'mariadbd.pid')

/** The kernel takes about 100 bytes for the path of a socket; nobody but tools connects there. */
function socketFor(datadir) {
  const beside = `${datadir}.sock`
  if (Buffer.byteLength(beside) < 100) return beside
  return join(temporaryFolder(), 's')
}
