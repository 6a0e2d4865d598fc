import { inTurns, type Bench } from '../bench.js'
import { openClickApp, openClickFloor } from '../clicks.js'
import { compareRates, showRate, type Figure, type PartResult } from '../figures.js'
import { createWorld } from '../world.js'

const BARS = [
  [32, 0.3],
  [128, 0.5],
] as const

export async function measureRedirect(bench: Bench): Promise<PartResult> {
  await bench.database.createSchema('redirect')
  await createWorld(bench.database.urlOf('redirect'), 1)
  const app = await openClickApp(bench, 'redirect', 1)
  const floor = await openClickFloor(bench, app)
  const figures: Figure[] = []
  for (const [connections, bar] of BARS) {
    const title = `redirect, ${connections} connections`
    const results = await inTurns(
      bench,
      title,
      {
        floor: (seconds) => floor.send({ connections, seconds }),
        GoKart: (seconds) => app.send({ connections, seconds }),
      },
      showRate,
    )
    figures.push(compareRates(title, results.GoKart, results.floor, bar))
  }
  const stored = await app.check()
  await floor.close()
  await app.close()
  return {
    figures,
    method:
      'Each connection sends its next request as soon as the answer is whole. Floor: a bare `node:http` 302 of the same size that ' +
      `stores nothing. ${stored}.`,
  }
}
