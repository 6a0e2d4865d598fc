import { pino } from 'pino'
import { openSpool } from '../spool/spool.js'

/*
 * A process that appends numbered records as fast as it can, several at a time, and says on stdout which ones were
 * acknowledged. Started and killed by spool.test.ts.
 */
const [folder = '', first = '0'] = process.argv.slice(2)
const spool = await openSpool({ folder, log: pino({ level: 'silent' }), segmentBytes: 20_000 })
let number = Number(first)

async function appendForEver(): Promise<never> {
  for (;;) {
    const mine = number++
    await spool.append(`${mine}:${'x'.repeat(mine % 400)}`)
    process.stdout.write(`${mine}\n`)
  }
}
await Promise.all([1, 2, 3, 4].map(appendForEver))
