import type { Bench } from '../bench.js'
import { openClickApp } from '../clicks.js'
import type { PartResult } from '../figures.js'
import { createWorld } from '../world.js'
import { sideBySide } from './side-by-side.js'

const MANY = 10_000

export async function measureOffers(bench: Bench): Promise<PartResult> {
  const { database } = bench
  for (const [schema, offers] of [
    ['one_offer', 1],
    ['many_offers', MANY],
  ] as const) {
    await database.createSchema(schema)
    await createWorld(database.urlOf(schema), offers)
  }
  const one = await openClickApp(bench, 'one_offer', 1)
  const many = await openClickApp(bench, 'many_offers', MANY)
  const figures = await sideBySide(bench, ['one offer', one], [`${MANY.toLocaleString('en')} offers`, many])
  const stored = [await one.check(), await many.check()]
  await one.close()
  await many.close()
  return {
    figures,
    method: `Offers: two apps on the same server in turns, the clicks go to offers at random. With one: ${stored.join('; with many: ')}.`,
  }
}
