import { Failure } from './failure.mjs'
import { debianVersion, findProgram } from './find-program.mjs'
import { collect, run } from './processes.mjs'
import { step } from './steps.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC_FOLDERS = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS`)
const MISSING =
  'The browser tests need Chromium or Chrome: install it (`apt-get install chromium`, `brew install --cask chromium`) ' +
  'or set CHROMIUM_PATH.'

/** Path of a Chromium that starts. On Debian, as root, one is installed when there is none. */
export async function findBrowser() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  const found = await search()
  if (found) return found
  if (!debianVersion() || process.getuid?.() !== 0) throw new Failure(MISSING)
  await step('Installing Chromium for the browser tests', installChromium).catch((error) => {
    throw new Failure(`${error.message}\n${MISSING}`)
  })
  const installed = await search()
  if (!installed) throw new Failure(MISSING)
  return installed
}

async function installChromium() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['-qq', 'update'], { env }).catch(() => {}) // one dead source of several does not matter
  await run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', 'chromium'], { env })
}

/** Ubuntu's packages are empty shells where there is no snap, so each candidate is asked for its version. */
async function search() {
  for (const name of [...NAMES, 'Google Chrome', 'Chromium']) {
    const path = findProgram([name], MAC_FOLDERS)
    if (path && (await collect(path, ['--version'])).code === 0) return path
  }
  return undefined
}
