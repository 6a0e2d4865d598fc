import type { Bench } from '../bench.js'
import type { Figure, PartResult } from '../figures.js'
import { startWorker } from '../worker.js'
import type { Contestant, RenderJob } from '../workers/render.js'

const COMPARED: readonly (readonly [what: string, measured: Contestant, floor: Contestant])[] = [
  ['render a link with five macros, plain values', 'render', 'renderFloor'],
  ['render it with two of five values to encode', 'renderEncoded', 'renderEncodedFloor'],
  ['mint a click ID as text', 'mintText', 'mintFloor'],
  ['mint a click ID as bytes', 'mintBytes', 'mintFloor'],
]

export async function measureRender({ machine, options }: Bench): Promise<PartResult> {
  const worker = startWorker<RenderJob, Record<Contestant, number>>(machine, 'server', 'render')
  const rates = await worker.ask({ rounds: options.rounds })
  worker.stop()
  const thousands = (rate: number) => `${Math.round(rate / 1000).toLocaleString('en')} thousand/s`
  const figures = COMPARED.map(([what, measured, floor]): Figure => {
    const ratio = (rates[measured] / rates[floor]).toFixed(2)
    return { what, measured: thousands(rates[measured]), floor: thousands(rates[floor]), ratio }
  })
  const method =
    'Render and mint: half a second each in turns, without a server. Floor of a link: the same text by `encodeURIComponent` and ' +
    'concatenation; of an ID: one HMAC-SHA256.'
  return { figures, method }
}
