import type { Bench } from '../bench.js'
import { openClickApp } from '../clicks.js'
import { cpuOf, perSecond, type PartResult } from '../figures.js'
import { slope } from '../statistics.js'
import { residentMb } from '../usage.js'
import { createWorld } from '../world.js'
import { measureMaximum } from './latency.js'

/** It may grow by less than this share within the second half. */
const FLAT = 0.05
const CONNECTIONS = 256

export async function measureMemory(bench: Bench): Promise<PartResult> {
  const minutes = bench.options.memoryMinutes
  await bench.database.createSchema('memory')
  await createWorld(bench.database.urlOf('memory'), 1)
  const app = await openClickApp(bench, 'memory', 1)
  const rate = (await measureMaximum(bench, app)) / 2
  const samples: [minute: number, mb: number][] = []
  const begun = Date.now()
  const timer = setInterval(() => {
    const mb = residentMb(app.pid)
    if (mb !== undefined) samples.push([(Date.now() - begun) / 60_000, mb])
  }, 1_000)
  const measured = await app.send({ connections: CONNECTIONS, rate, seconds: minutes * 60 })
  clearInterval(timer)
  const stored = await app.check()
  await app.close()
  const what = `resident memory over ${minutes} minutes at ${perSecond(rate)}`
  const method =
    'Memory: the app’s resident set once a second, at half of the maximum in this run; the slope is that of the line through the second half ' +
    `(least squares), flat is growth of less than ${FLAT * 100} % in it. ${stored}.`
  return { figures: [{ what, cpu: cpuOf([measured]), ...growthOf(samples) }], method }
}

function growthOf(samples: readonly [minute: number, mb: number][]): { measured: string; bar?: string } {
  if (samples.length < 4) return { measured: 'this system does not tell' }
  const second = samples.slice(samples.length / 2)
  const perMinute = slope(second)
  const growth = perMinute * (second.at(-1)![0] - second[0]![0])
  const mb = [samples[0]!, second[0]!, samples.at(-1)!].map(([, value]) => value.toFixed(0))
  const flat = growth < FLAT * second[0]![1]
  return {
    measured: `${mb.join(' → ')} MB (begin, half, end); second half ${perMinute >= 0 ? '+' : ''}${perMinute.toFixed(2)} MB a minute`,
    bar: `flat ${flat ? 'reached' : 'not reached'}`,
  }
}
