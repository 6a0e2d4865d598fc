import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node'
import { readMachine } from '../bench/machine.js'
import { faultTable } from './row.js'

const seed = process.env['SEED']
const form = process.env['FAULTS'] === 'long' ? 'long' : 'short'
const DOCUMENT = new URL('../../../docs/faults.md', import.meta.url)

/** Prints the table of all scenarios at the end; with FAULTS_WRITE=1, and where all passed, it becomes docs/faults.md. */
export default class FaultReporter implements Reporter {
  onTestRunStart(): void {
    console.log(`Faults, ${form} form. SEED=${seed} repeats the moments.`)
  }

  onTestRunEnd(modules: readonly TestModule[], _errors: readonly SerializedError[], reason: TestRunEndReason): void {
    const inOrder = modules.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId))
    const tests = inOrder.flatMap((module) => [...module.children.allTests()])
    const skipped = tests.flatMap((test) => {
      const result = test.result()
      return result.state === 'skipped' && result.note ? [`Skipped: ${test.name}: ${result.note}`] : []
    })
    const rows = tests.flatMap((test) => test.meta().fault ?? [])
    if (rows.length === 0) return
    const table = faultTable(rows)
    console.log(['', table, '', ...skipped, `SEED=${seed}`].join('\n'))
    if (process.env['FAULTS_WRITE'] === '1' && reason === 'passed') writeFileSync(DOCUMENT, asDocument(table, skipped))
  }
}

function asDocument(table: string, skipped: readonly string[]): string {
  const day = new Date().toISOString().slice(0, 10)
  return `# Faults

Written by \`npm run test:faults -- --write\` on ${day}, ${form} form, \`SEED=${seed}\`: ${readMachine().description}.

Each line is GoKart as \`npm start\` runs it, on a MariaDB of its own with full durability, under clients that go on all the
while: visitors on click links, trackers on \`/postback\`, which send again what was not answered. Every request is one of its own, so
each row can be told by the request that made it. When the spool is empty, what the clients were told is compared with what the
database has, value by value, and the totals of the API with the rows. Each cell is clicks + postbacks. Acknowledged: 302; 200, 202 or a
reasoned rejection. Stored may be more than acknowledged by requests whose answer never arrived, and by none else. Lost and doubled
must be 0; only with neither a database nor room on the disk is a visitor sent on and the click lost, and then GoKart must have counted as
many.

${table}
${skipped.map((line) => `\n${line}\n`).join('')}`
}
