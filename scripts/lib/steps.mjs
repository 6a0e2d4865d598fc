import { Failure, explain } from './failure.mjs'
import { isStopping } from './processes.mjs'

/** Shows `Title… ✓ 1.2 s` around some work; a failure names the step. */
export async function step(title, work) {
  const begun = Date.now()
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`
  process.stdout.write(`${title}… `)
  try {
    const result = await work()
    process.stdout.write(`✓ ${seconds()}\n`)
    return result
  } catch (error) {
    if (!isStopping()) process.stdout.write(`✗ ${seconds()}\n`)
    throw new Failure(`${explain(error)}\n${title}: failed.`)
  }
}
