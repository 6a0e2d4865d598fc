import { inTurns, type Bench } from '../bench.js'
import type { ClickTarget } from '../clicks.js'
import { compareRates, perSecond, medianOf, showRate, type Figure } from '../figures.js'

const BAR = 0.9

/** Two apps that run at once: the one with little, beside which the one with much shall not be slower. */
export async function sideBySide(
  bench: Bench,
  little: readonly [string, ClickTarget],
  much: readonly [string, ClickTarget],
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const connections of [32, 128]) {
    const what = `redirect with ${much[0]}, ${connections} connections`
    const results = await inTurns(
      bench,
      what,
      {
        little: (seconds) => little[1].send({ connections, seconds }),
        much: (seconds) => much[1].send({ connections, seconds }),
      },
      showRate,
    )
    const beside = perSecond(medianOf(results.little, (result) => result.perSecond))
    figures.push({ ...compareRates(what, results.much, results.little, BAR), floor: `with ${little[0]}: ${beside}` })
  }
  return figures
}
