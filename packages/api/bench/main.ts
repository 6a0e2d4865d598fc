/** Measures, prints tables, and writes them into docs/performance.md. Started by scripts/bench.mjs. */
import { openBench, type Bench } from './bench.js'
import { asMarkdown, writeSection } from './document.js'
import type { PartResult } from './figures.js'
import { readOptions, type PartName } from './options.js'
import { measureBusy } from './parts/busy.js'
import { measureExport } from './parts/export.js'
import { measureInsert } from './parts/insert.js'
import { measureLatency } from './parts/latency.js'
import { measureLists } from './parts/lists.js'
import { measureMemory } from './parts/memory.js'
import { measureOffers } from './parts/offers.js'
import { measurePostback } from './parts/postback.js'
import { measureRedirect } from './parts/redirect.js'
import { measureRender } from './parts/render.js'
import { measureReports } from './parts/reports.js'
import { measureStored } from './parts/stored.js'
import { coresOf } from './usage.js'

const DOCUMENT = new URL('../../../docs/performance.md', import.meta.url)

const PARTS: Readonly<Record<PartName, (bench: Bench) => Promise<PartResult>>> = {
  redirect: measureRedirect,
  offers: measureOffers,
  stored: measureStored,
  insert: measureInsert,
  latency: measureLatency,
  postback: measurePostback,
  memory: measureMemory,
  render: measureRender,
  lists: measureLists,
  reports: measureReports,
  export: measureExport,
  busy: measureBusy,
}

const options = readOptions(process.argv.slice(2))
const bench = await openBench(options, {
  databaseUrl: process.env['BENCH_DATABASE_URL']!,
  databasePid: Number(process.env['BENCH_DATABASE_PID']) || undefined,
  folder: process.env['BENCH_FOLDER']!,
})
try {
  for (const name of options.only) {
    const text = asMarkdown(await describeSetting(bench), await PARTS[name](bench))
    console.log(`\n${text}\n`)
    if (options.written) writeSection(DOCUMENT, name, text)
  }
} finally {
  await bench.close()
}

async function describeSetting({ machine, database }: Bench): Promise<string> {
  const { rounds, seconds } = options
  const where = database.pid === undefined ? 'elsewhere' : `on core ${coresOf(database.pid) ?? '?'}`
  const pinning = machine.pinned ? `database ${where}` : 'nothing held to a core'
  const date = new Date().toISOString().slice(0, 10)
  return `${date}: ${machine.description}; ${await database.settings()}; ${pinning}; ${rounds} rounds of ${seconds} s.`
}
