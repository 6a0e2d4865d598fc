import { EventEmitter } from 'node:events'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Begin, ToPrimary } from './messages.js'
import { rollingRestart } from './rolling-restart.js'
import { createSlot, WorkerFault, type Slot } from './slot.js'

/** A worker without a process. */
class FakeWorker extends EventEmitter {
  readonly heard: { kind: string }[] = []
  readonly signals: string[] = []
  readonly process = {
    send: (message: { kind: string }) => this.heard.push(message) > 0,
    kill: (signal: string) => this.signals.push(signal) > 0,
  }
  isConnected = () => true
  say = (message: ToPrimary) => this.emit('message', message)
  end = (code: number | null, signal: string | null = null) => this.emit('exit', code, signal)
  listen() {
    this.say({ kind: 'hello' })
    this.say({ kind: 'listening', port: 1 })
  }
}

const lines: { msg: string }[] = []
const log = pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line) as { msg: string }) })
let workers: FakeWorker[]
const last = () => workers.at(-1)!

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  workers = []
  lines.length = 0
})
afterEach(() => void vi.useRealTimers())

function slotOf(number = 0): Slot {
  const fork = () => {
    workers.push(new FakeWorker())
    return last() as never
  }
  const begin = (): Begin => ({ kind: 'begin', slot: number, slots: 2, node: 3, databaseReady: true })
  return createSlot({ number, log, fork, begin, onMessage: () => undefined, onGone: () => undefined })
}

describe('the place of a worker', () => {
  it('starts one, tells it what it has to know when it asks, and is there when it listens', async () => {
    const slot = slotOf(1)
    const started = slot.start()
    expect(last().heard).toEqual([])
    last().say({ kind: 'hello' })
    expect(last().heard).toEqual([{ kind: 'begin', slot: 1, slots: 2, node: 3, databaseReady: true }])
    expect(slot.listening()).toBe(false)
    last().say({ kind: 'listening', port: 1 })
    await started
    expect(slot.listening()).toBe(true)
  })

  it('says in the words of the worker why it does not start', async () => {
    const slot = slotOf()
    const started = slot.start()
    last().say({ kind: 'fault', text: 'Port 1 is taken' })
    last().end(1)
    await expect(started).rejects.toThrow(new WorkerFault('Port 1 is taken'))
    expect(await slot.stop('test')).toBe(true)
    vi.runAllTimers()
    expect(workers).toHaveLength(1)
  })

  it('lets another one follow at once, and later and later where that ends again and again', async () => {
    const slot = slotOf()
    const started = slot.start()
    last().listen()
    await started
    last().end(null, 'SIGKILL')
    vi.advanceTimersByTime(0)
    expect(workers).toHaveLength(2)
    for (const [ends, ms] of [1_000, 2_000, 4_000].entries()) {
      last().end(null, 'SIGKILL')
      vi.advanceTimersByTime(ms - 1)
      expect(workers).toHaveLength(ends + 2)
      vi.advanceTimersByTime(1)
      expect(workers).toHaveLength(ends + 3)
    }
    expect(lines.map(({ msg }) => msg)).toEqual([
      'A worker ended; another one takes its place',
      ...[1, 2, 4].map((s) => `A worker ended again soon after its start; the next one starts in ${s} s`),
    ])
  })

  it('forgets earlier ends of a worker that served for a minute', async () => {
    const slot = slotOf()
    const started = slot.start()
    last().listen()
    await started
    last().end(1)
    vi.advanceTimersByTime(0)
    last().listen()
    vi.advanceTimersByTime(61_000)
    last().end(1)
    vi.advanceTimersByTime(0)
    expect(workers).toHaveLength(3)
  })

  it('asks a worker that serves to stop, and kills it where it does not', async () => {
    const slot = slotOf()
    const started = slot.start()
    last().listen()
    await started
    const stopped = slot.stop('test')
    expect(last().heard.at(-1)).toEqual({ kind: 'stop', why: 'test' })
    vi.advanceTimersByTime(10_000)
    expect(last().signals).toEqual(['SIGKILL'])
    last().end(null, 'SIGKILL')
    expect(await stopped).toBe(false)
    vi.runAllTimers()
    expect(workers).toHaveLength(1)
  })
})

describe('a rolling restart', () => {
  /** Two workers that serve. */
  async function serving(): Promise<Slot[]> {
    const slots = [slotOf(0), slotOf(1)]
    for (const slot of slots) {
      const started = slot.start()
      last().listen()
      await started
    }
    return slots
  }
  const settled = () => vi.advanceTimersByTimeAsync(0)

  it('ends the next worker only when the one before serves again', async () => {
    const [first, second] = [await serving(), workers] as const
    const rolled = rollingRestart(first, log)()
    expect(second[0]!.heard.at(-1)?.kind).toBe('stop')
    second[0]!.end(0)
    await settled()
    expect(workers).toHaveLength(3)
    expect(second[1]!.heard.at(-1)?.kind).toBe('begin')
    workers[2]!.listen()
    await settled()
    expect(second[1]!.heard.at(-1)?.kind).toBe('stop')
    second[1]!.end(0)
    await settled()
    workers[3]!.listen()
    await rolled
    expect(first.map((slot) => slot.listening())).toEqual([true, true])
  })

  it('leaves the others alone where a worker does not come up, and does not run twice at once', async () => {
    const slots = await serving()
    const roll = rollingRestart(slots, log)
    const rolled = roll()
    await roll()
    workers[0]!.end(0)
    await settled()
    workers[2]!.say({ kind: 'fault', text: 'It is broken' })
    workers[2]!.end(1)
    await rolled
    expect(workers[1]!.heard.map(({ kind }) => kind)).toEqual(['begin'])
    expect(lines.map(({ msg }) => msg)).toContain('A rolling restart is under way already')
    expect(lines.map(({ msg }) => msg)).toContain('The rolling restart ends here: a worker did not come up')
    // It is tried again by itself.
    await settled()
    expect(workers).toHaveLength(4)
  })
})
