import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { createApp, type App } from './app.js'
import { long } from './moments.js'
import { quietPort } from './ports.js'
import { scenario } from './scenario.js'

export function appFaults(): void {
  const times = long ? 20 : 3

  scenario(`kill -9 of GoKart, ${times} times`, {
    async fault({ app, senders, random }) {
      for (let time = 0; time < times; time++) {
        await wait(random.int(long ? 2_000 : 700))
        await app.kill()
        if (random.chance(0.3)) await killWhileItStarts(app, random.int(800))
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

async function killWhileItStarts(app: App, afterMs: number): Promise<void> {
  const ended = app.start().catch(() => undefined)
  await wait(afterMs)
  await app.kill()
  await ended
}
