import type { Bench } from '../bench.js'
import { openClickApp } from '../clicks.js'
import type { PartResult } from '../figures.js'
import { PAST_OFFERS, schemaWithPast } from '../past.js'
import { createWorld } from '../world.js'
import { sideBySide } from './side-by-side.js'

export async function measureStored(bench: Bench): Promise<PartResult> {
  const { database, options } = bench
  const { schema } = await schemaWithPast(bench)
  await database.createSchema('empty')
  await createWorld(database.urlOf('empty'), PAST_OFFERS)
  const empty = await openClickApp(bench, 'empty', PAST_OFFERS)
  const full = await openClickApp(bench, schema, PAST_OFFERS)
  const much = `${options.stored.toLocaleString('en')} stored clicks`
  const figures = await sideBySide(bench, ['an empty table', empty], [much, full])
  const stored = [await empty.check(), await full.check()]
  await empty.close()
  await full.close()
  return {
    figures,
    method:
      'Stored clicks: two apps on the same server in turns, the one with an empty table, the other with clicks of the last two months, stored ' +
      `in the order of their keys. Empty at first: ${stored.join('; with a past: ')}.`,
  }
}
