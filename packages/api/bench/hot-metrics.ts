// What counting costs a request: `npx tsx --conditions=source bench/hot-metrics.ts`
import { createHotMetrics } from '../src/metrics/hot-metrics.js'

const ROUNDS = 7
const TIMES = 5_000_000
const hot = createHotMetrics()
const OUTCOMES = ['sent', 'sent', 'sent', 'offer_paused'] as const
const CLASSES = ['human', 'human', 'bot', 'prefetch'] as const

/** Median nanoseconds of one call. */
function measure(name: string, call: (index: number) => void): void {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    for (let index = 0; index < TIMES; index++) call(index)
    return ((performance.now() - start) / TIMES) * 1e6
  })
  console.log(`${name.padEnd(44)} ${rounds.toSorted((a, b) => a - b)[ROUNDS >> 1]!.toFixed(1)} ns`)
}

measure('the loop itself', () => undefined)
measure('click(): outcome, class, latency', (n) => hot.click(OUTCOMES[n & 3]!, CLASSES[(n >> 2) & 3]!, n & 15))
measure('postback(): outcome, reason, latency', (n) =>
  n & 1 ? hot.postback('accepted', undefined, n & 15) : hot.postback('rejected', 'unknown_click', n & 15),
)
measure('batch()', (n) => hot.batch(n & 127))
measure('two looks at the clock: performance.now()', () => void (performance.now() - performance.now()))
console.log(`read, once a second: ${JSON.stringify(hot.read()).length} bytes of JSON`)
