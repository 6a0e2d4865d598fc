import { setTimeout as wait } from 'node:timers/promises'
import { compareWithAlone, CONNECTIONS, show } from '../alone.js'
import { inTurns, type Bench, type Measured } from '../bench.js'
import { openClickApp } from '../clicks.js'
import { openConnection } from '../database.js'
import type { PartResult } from '../figures.js'
import { PAST_OFFERS, schemaWithPast } from '../past.js'
import { median } from '../statistics.js'
import { measureBeside } from './beside.js'

export async function measureBusy(bench: Bench): Promise<PartResult> {
  const parts = [await measureBeside(bench), await measureDrops(bench)]
  return { figures: parts.flatMap(({ figures }) => figures), method: parts.map(({ method }) => method).join(' ') }
}

async function measureDrops(bench: Bench): Promise<PartResult> {
  const { schema, partitions } = await schemaWithPast(bench)
  const app = await openClickApp(bench, schema, PAST_OFFERS)
  const connection = await openConnection(bench.database.urlOf(schema))
  const share = `one of ${partitions.length} partitions in the midst of a round`
  const drops: number[] = []
  const alone = (seconds: number) => app.send({ connections: CONNECTIONS, seconds })

  async function beforeAndAfterDrop(seconds: number): Promise<Measured> {
    const measuring = alone(seconds)
    await wait((seconds * 1000) / 2)
    const begun = performance.now()
    await connection.query(`ALTER TABLE clicks DROP PARTITION ${partitions.shift()}`)
    drops.push(performance.now() - begun)
    return measuring
  }

  const contestants = { alone, drop: beforeAndAfterDrop }
  const dropping = await inTurns(bench, 'redirect and a partition drop', contestants, show)
  const stored = await app.check()
  await connection.end()
  await app.close()
  return {
    figures: [compareWithAlone('redirect with a partition drop in the midst', dropping.drop, dropping.alone, false)],
    method: `The drop: on ${bench.options.stored.toLocaleString('en')} stored clicks, ${share} (${median(drops).toFixed(0)} ms). ${stored}.`,
  }
}
