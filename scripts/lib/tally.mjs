import { explain } from './failure.mjs'
import { isStopping } from './processes.mjs'

const total = { passed: 0, failed: 0, skipped: 0 }

/** Work that counts as one check; the tests go on when it fails. Returns whether it passed. */
export function check(title, work) {
  return tally(title, async () => {
    await work()
    return { passed: 1, failed: 0, skipped: 0 }
  })
}

/** Work that counts as many tests: `work` returns `{ passed, failed, skipped, output }`. Returns whether all passed. */
export async function tally(title, work) {
  const begun = Date.now()
  process.stdout.write(`${title}… `)
  let result
  try {
    result = await work()
  } catch (error) {
    result = { passed: 0, failed: 1, skipped: 0, output: explain(error) }
  }
  if (isStopping()) return false
  for (const kind of Object.keys(total)) total[kind] += result[kind]
  const { passed, failed, skipped, output } = result
  const counts = passed + failed + skipped > 1 ? ` ${inWords(result)}` : ''
  process.stdout.write(`${failed ? '✗' : '✓'}${counts} ${((Date.now() - begun) / 1000).toFixed(1)} s\n`)
  if (failed) process.stdout.write(`${output.trimEnd()}\n`)
  return failed === 0
}

/** A fault outside of every check. */
export function addFailure(message) {
  total.failed += 1
  process.stdout.write(`\n${message}\n`)
}

export const anyFailed = () => total.failed > 0
export const totals = () => inWords(total)

function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
}
