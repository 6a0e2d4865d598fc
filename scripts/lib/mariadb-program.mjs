// Where the private MariaDB's program comes from: one that is installed, else on Debian and Ubuntu the distribution's own
// packages, fetched without root and unpacked into a cache folder (about two seconds, once).
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from './failure.mjs'
import { debianVersion, findProgram } from './find-program.mjs'
import { run } from './processes.mjs'
import { step } from './steps.mjs'

const SYSTEM_FOLDERS = [
  '/usr/sbin',
  '/usr/libexec',
  '/usr/local/sbin',
  '/opt/homebrew/opt/mariadb/bin',
  '/usr/local/opt/mariadb/bin',
  '/home/linuxbrew/.linuxbrew/opt/mariadb/bin',
]
const NO_DATABASE =
  'GoKart needs a database. Install MariaDB (`brew install mariadb`, `dnf install mariadb-server`, ' +
  '`apt-get install mariadb-server-core mariadb-client-core`) or set DATABASE_URL=mysql://user:password@host:3306/gokart'
/** Ubuntu 22.04 puts the version into the name. */
const PACKAGES = [
  ['mariadb-server-core', 'mariadb-client-core'],
  ['mariadb-server-core-10.6', 'mariadb-client-core-10.6'],
]

/** @returns {Promise<{ server: string, install: string, basedir: string, env: NodeJS.ProcessEnv }>} */
export async function mariadbProgram(dataDir) {
  const server = findProgram(['mariadbd'], SYSTEM_FOLDERS)
  if (server) return installed(realpathSync(server))
  const version = debianVersion()
  if (!version) throw new Failure(NO_DATABASE)
  const root = join(cacheFolder(dataDir), `mariadb-${version}-${process.arch}`)
  if (!existsSync(root)) await step('Fetching MariaDB', () => fetchPackages(root))
  return unpacked(root)
}

function installed(server) {
  const bin = dirname(server)
  const install = findProgram(['mariadb-install-db'], [bin, join(dirname(bin), 'scripts')])
  if (!install) throw new Failure(`${server} is there, but mariadb-install-db is not. ${NO_DATABASE}`)
  return { server, install, basedir: dirname(bin), env: process.env }
}

function unpacked(root) {
  const libraries = ['usr/lib', 'lib']
    .map((folder) => join(root, folder))
    .filter(existsSync)
    .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    .filter((folder) => folder.includes('-linux-gnu') || folder.endsWith('lib'))
  return {
    server: join(root, 'usr/sbin/mariadbd'),
    install: join(root, 'usr/bin/mariadb-install-db'),
    basedir: join(root, 'usr'),
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(':') },
  }
}

/** The user's cache, so that a second clone need not fetch again; without a home folder, beside the data. */
function cacheFolder(dataDir) {
  for (const folder of [process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), dataDir]) {
    try {
      const own = join(folder, 'gokart')
      mkdirSync(own, { recursive: true })
      return own
    } catch {
      // not writable: the next one
    }
  }
  throw new Failure(`Neither the home folder nor ${dataDir} can be written to.`)
}

async function fetchPackages(root) {
  const work = mkdtempSync(`${root}.new-`)
  try {
    for (const folder of ['cache/archives/partial', 'state/lists/partial', 'debs', 'root'])
      mkdirSync(join(work, folder), { recursive: true })
    const cache = ['-o', `Dir::Cache=${work}/cache`, '-o', 'APT::Sandbox::User=']
    // The system's package lists are missing in container images and may be old elsewhere; then with lists of our own.
    await download(work, cache).catch(async () => {
      const own = [...cache, '-o', `Dir::State=${work}/state`, '-o', 'Dir::State::status=/var/lib/dpkg/status']
      await run('apt-get', [...own, '-qq', 'update']).catch(() => {}) // one dead source of several does not matter
      await download(work, own)
    })
    for (const deb of readdirSync(join(work, 'debs')))
      await run('dpkg', ['-x', join(work, 'debs', deb), `${work}/root`])
    const { server, env } = unpacked(`${work}/root`)
    await run(server, ['--no-defaults', '--version'], { env })
    renameSync(join(work, 'root'), root)
  } catch (error) {
    if (!existsSync(root)) throw new Failure(`${error.message}\n${NO_DATABASE}`) // else another start was quicker
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Downloads the packages and whatever they need that this machine does not have; apt checks the signatures. */
async function download(work, options) {
  const plan = (packages) =>
    run('apt-get', [...options, '-qq', '-y', '--no-install-recommends', '--print-uris', 'install', ...packages])
  const uris = await plan(PACKAGES[0]).catch(() => plan(PACKAGES[1]))
  const names = [...uris.matchAll(/^'\S+' ([^_\s]+)_\S+\.deb /gm)].map((match) => match[1])
  await run('apt-get', [...options, '-qq', 'download', ...names], { cwd: join(work, 'debs') })
}
