import { setTimeout as wait } from 'node:timers/promises'
import { createApp } from './app.js'
import { long } from './moments.js'
import { quietPort } from './ports.js'
import { scenario } from './scenario.js'
import { expect } from 'vitest'

export function appFaults(): void {
  const times = long ? 20 : 3

  scenario(`kill -9 of GoKart, ${times} times`, {
    async fault({ app, senders, random }) {
      for (let time = 0; time < times; time++) {
        await wait(random.int(long ? 2_000 : 700))
        await app.kill()
        await app.start()
        await senders.more(100, 10)
      }
    },
  })

  scenario('two starts on one spool', {
    async fault({ app, appSettings, senders }) {
      const second = createApp({ ...appSettings, port: await quietPort(), metricsPort: await quietPort() })
      await expect(second.start()).rejects.toThrow(/^GoKart ended with 1:\n.*is in use by process \d+\. Stop it, or /)
      expect(app.running()).toBe(true)
      await senders.more(100, 10)
    },
  })

  scenario('restart of GoKart', {
    async fault({ app, senders }) {
      expect(await app.stop()).toBe(0)
      await app.start()
      await senders.more(100, 10)
    },
  })
}
