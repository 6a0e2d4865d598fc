import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import { readMachine } from '../bench/machine.js'
import { faultTable } from './row.js'

const DOCUMENT = new URL('../../../docs/faults.md', import.meta.url)

/** Prints the table of all scenarios at the end; with FAULTS_WRITE=1 it also becomes docs/faults.md. */
export class FaultReporter implements Reporter {
  private readonly form: string
  private readonly seed: string

  constructor(form: string, seed: string) {
    this.form = form
    this.seed = seed
  }

  onTestRunStart(): void {
    console.log(`Faults, ${this.form} form. SEED=${this.seed} repeats the moments.`)
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const skipped = tests.flatMap((test) => {
      const result = test.result()
      return result.state === 'skipped' && result.note ? [`Skipped: ${test.name}: ${result.note}`] : []
    })
    const rows = tests.flatMap((test) => test.meta().fault ?? [])
    if (rows.length === 0) return
    const table = faultTable(rows)
    console.log(['', table, '', ...skipped, `SEED=${this.seed}`].join('\n'))
    if (process.env['FAULTS_WRITE'] === '1') writeFileSync(DOCUMENT, this.document(table, skipped))
  }

  private document(table: string, skipped: readonly string[]): string {
    const day = new Date().toISOString().slice(0, 10)
    return `# Faults

Written by \`npm run test:faults -- --write\` on ${day}, ${this.form} form, \`SEED=${this.seed}\`: ${readMachine().description}.

Each line is GoKart as \`npm start\` runs it, on a MariaDB of its own with full durability, under clients that go on all the
while: visitors on click links, trackers on \`/postback\`, which send again what was not answered. Every request is one of its own, so
each row can be told by the request that made it. When the spool is empty, what the clients were told is compared with what the
database has, value by value, and the totals of the API with the rows. Each cell is clicks + postbacks. Acknowledged: 302; 200, 202 or a
reasoned rejection. Stored may be more than acknowledged by requests whose answer never arrived, and by none else.

${table}
${skipped.map((line) => `\n${line}\n`).join('')}`
  }
}
