import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { describe, expect, it, vi } from 'vitest'
import { startJobs } from './scheduler.js'

const log = pino({ level: 'silent' })

describe('the scheduler', () => {
  it('runs a job at once and again and again, never twice at the same time', async () => {
    let running = 0
    let most = 0
    let runs = 0
    const run = async () => {
      most = Math.max(most, ++running)
      await wait(10)
      runs++
      running--
    }
    const schedule = startJobs([{ name: 'slow', everyMs: 1, run }], log)
    expect(running).toBe(1)
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(3))
    await schedule.stop()
    expect(most).toBe(1)
  })

  it('goes on after an error, and one job does not hold up another', async () => {
    let failed = 0
    let ran = 0
    const schedule = startJobs(
      [
        { name: 'never ends', everyMs: 1, run: () => wait(200) },
        { name: 'throws', everyMs: 1, run: () => Promise.reject(new Error(`number ${++failed}`)) },
        { name: 'works', everyMs: 1, run: async () => ++ran },
      ],
      log,
    )
    await vi.waitFor(() => expect(Math.min(failed, ran)).toBeGreaterThanOrEqual(3))
    await schedule.stop()
  })

  it('waits for what runs when it stops, and starts nothing more', async () => {
    let runs = 0
    const run = async () => {
      await wait(30)
      runs++
    }
    const schedule = startJobs([{ name: 'slow', everyMs: 1, run }], log)
    await schedule.stop()
    expect(runs).toBe(1)
    await wait(60)
    expect(runs).toBe(1)
  })
})
