import { pino } from 'pino'
import { openSpool } from '../spool/spool.js'

/*
 * A process that appends numbered records as fast as it can, several at a time, and says on stdout which ones were
 * acknowledged, or refused (`!number`). Started and killed by spool-kill.test.ts.
 */
const [folder = '', first = '0', segmentBytes = '0'] = process.argv.slice(2)
const spool = await openSpool({ folder, log: pino({ level: 'silent' }), segmentBytes: Number(segmentBytes) })
let number = Number(first)

async function appendForEver(): Promise<never> {
  for (;;) {
    const mine = number++
    const acknowledged = await spool.append(`${mine}:${'x'.repeat(mine % 400)}`).then(
      () => true,
      () => false,
    )
    process.stdout.write(acknowledged ? `${mine}\n` : `!${mine}\n`)
  }
}
await Promise.all([1, 2, 3, 4].map(appendForEver))
