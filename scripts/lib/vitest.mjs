import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { collect, temporaryFolder } from './processes.mjs'

/** Runs a package's vitest, `within` another command where one is given, and counts what its JSON report holds. */
export async function runVitest(packageFolder, args, env, within = []) {
  const file = join(temporaryFolder(), 'report.json')
  const options = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args]
  const [program, ...rest] = [...within, join(packageFolder, 'node_modules/.bin/vitest'), ...options]
  const { code, output } = await collect(program, rest, { cwd: packageFolder, env })
  return { ...count(readReport(file), code), output }
}

/** A file that could not be loaded, a run without tests and an error outside of every test count as one failure each. */
function count(files, code) {
  const statuses = files.flatMap((file) => file.assertionResults.map((test) => test.status))
  const passed = statuses.filter((status) => status === 'passed').length
  const failedTests = statuses.filter((status) => status === 'failed').length
  const brokenFiles = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = failedTests + brokenFiles
  const wrong = code !== 0 || passed === 0
  return { passed, failed: failed === 0 && wrong ? 1 : failed, skipped: statuses.length - passed - failedTests }
}

/** Vitest that crashed leaves none. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults
  } catch {
    return []
  }
}
