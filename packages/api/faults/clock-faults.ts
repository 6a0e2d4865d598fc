import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { long } from './moments.js'
import { scenario } from './scenario.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export function clockFaults(): void {
  const steps = long ? 20 : 6

  scenario(`the clock steps back and forward, ${steps} times`, {
    clockMoves: true,
    prepare: () => ({ preload: fileURLToPath(new URL('stepping-clock.mjs', import.meta.url)) }),
    async fault({ app, senders, random, rows }) {
      for (let step = 0; step < steps; step++) {
        app.tell({ offset: random.pick([-35 * DAY, -HOUR, -5_000, -20, 0, 20, HOUR, DAY, 35 * DAY]) })
        await wait(random.int(200))
        await senders.more(150, 20)
      }
      // The last word is the latest time, so that nothing of the day that is summed lies in the future.
      app.tell({ offset: 36 * DAY })
      await senders.more(50, 5)
      let latest = 0
      const stored = await rows()
      for await (const { created_at } of stored.clicks()) latest = Math.max(latest, created_at.getTime())
      await stored.close()
      expect(latest).toBeGreaterThan(Date.now() + 35 * DAY)
    },
  })
}
