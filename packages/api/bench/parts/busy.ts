import { setTimeout as wait } from 'node:timers/promises'
import { inTurns, type Bench, type Measured } from '../bench.js'
import { openClickApp } from '../clicks.js'
import { openConnection } from '../database.js'
import { medianOf, perSecond, type Figure, type PartResult } from '../figures.js'
import { PAST_OFFERS, schemaWithPast } from '../past.js'
import { median } from '../statistics.js'
import { startWorker } from '../worker.js'
import type { ReaderJob } from '../workers/reader.js'

const CONNECTIONS = 32
/** A reader begins so long before the clicks, s. */
const AHEAD = 0.5

export async function measureBusy(bench: Bench): Promise<PartResult> {
  const { schema, partitions } = await schemaWithPast(bench)
  const url = bench.database.urlOf(schema)
  const app = await openClickApp(bench, schema, PAST_OFFERS)
  const connection = await openConnection(url)
  const reader = startWorker<ReaderJob, number>(bench.machine, 'server', 'reader')
  const share = `one of ${partitions.length} partitions in the midst of a round`
  const drops: number[] = []
  const alone = (seconds: number) => app.send({ connections: CONNECTIONS, seconds })

  async function beside(kind: ReaderJob['kind'], seconds: number): Promise<Measured> {
    const reading = reader.ask({ kind, url, seconds: seconds + 2 * AHEAD })
    await wait(AHEAD * 1000)
    const measured = await alone(seconds)
    await reading
    return measured
  }

  async function beforeAndAfterDrop(seconds: number): Promise<Measured> {
    const measuring = alone(seconds)
    await wait((seconds * 1000) / 2)
    const begun = performance.now()
    await connection.query(`ALTER TABLE clicks DROP PARTITION ${partitions.shift()}`)
    drops.push(performance.now() - begun)
    return measuring
  }

  const readers = await inTurns(
    bench,
    'redirect beside others',
    { alone, report: (seconds) => beside('report', seconds), export: (seconds) => beside('export', seconds) },
    show,
  )
  const dropping = await inTurns(bench, 'redirect and a partition drop', { alone, drop: beforeAndAfterDrop }, show)
  const stored = await app.check()
  reader.stop()
  await connection.end()
  await app.close()
  return {
    figures: [
      compare('redirect while a report runs', readers.report, readers.alone),
      compare('redirect while an export runs', readers.export, readers.alone),
      compare('redirect with a partition drop in the midst', dropping.drop, dropping.alone),
    ],
    method: methodOf(bench, `${share} (${median(drops).toFixed(0)} ms)`, stored),
  }
}

function show(...results: Measured[]): string {
  const of = (key: 'perSecond' | 'p50' | 'p99' | 'max') => medianOf(results, (result) => result[key])
  return `${perSecond(of('perSecond'))}, p50 ${of('p50').toFixed(1)} p99 ${of('p99').toFixed(1)} max ${of('max').toFixed(0)} ms`
}

function compare(what: string, measured: readonly Measured[], alone: readonly Measured[]): Figure {
  const rate = (results: readonly Measured[]) => medianOf(results, (result) => result.perSecond)
  return {
    what: `${what}, ${CONNECTIONS} connections`,
    measured: show(...measured),
    floor: `alone: ${show(...alone)}`,
    ratio: (rate(measured) / rate(alone)).toFixed(2),
  }
}

function methodOf({ options }: Bench, drop: string, stored: string): string {
  return (
    `Beside others: on ${options.stored.toLocaleString('en')} stored clicks, in turns with the redirect alone. The report groups all of them by offer, ` +
    'day and traffic class, again and again; the export streams all rows to a process that makes lines of them. Both work on the ' +
    `core of app and database, so they take a share of it. The drop takes ${drop}. ` +
    `${stored}.`
  )
}
