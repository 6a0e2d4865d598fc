/** Measures, prints the table, and writes it into docs/performance.md. Started by scripts/bench.mjs. */
import { openBench, type Bench } from './bench.js'
import { asMarkdown, writeDocument } from './document.js'
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
const setting = await describeSetting(bench)
const results: PartResult[] = []
try {
  for (const name of options.only) results.push(await PARTS[name](bench))
} finally {
  // What a failed run did measure is not lost.
  const text = asMarkdown(setting, results)
  console.log(`\n${text}`)
  if (options.written && results.length === options.only.length) writeDocument(DOCUMENT, text)
  await bench.close()
}

async function describeSetting({ machine, database }: Bench): Promise<string[]> {
  const { rounds, seconds } = options
  const where = database.pid === undefined ? 'elsewhere' : `on core ${coresOf(database.pid) ?? '?'}`
  const pinning = machine.pinned
    ? `App and floors share one core, the load has another; the database runs ${where}.`
    : 'Nothing is pinned to a core (no `taskset`, or one core only): app, database and load get in each other’s way.'
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${machine.description}.`,
    `MariaDB or MySQL ${await database.settings()}.`,
    `${pinning} Each figure is the median of ${rounds} rounds of ${seconds} s, in turns with its floor.`,
  ]
}
