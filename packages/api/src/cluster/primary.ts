import cluster from 'node:cluster'
import { randomInt } from 'node:crypto'
import { createAnnouncer } from '../announce.js'
import type { Config } from '../config.js'
import type { Logger } from '../logger.js'
import { startMetrics } from '../metrics/metrics-server.js'
import type { ProcessStatus } from '../system/process-status.js'
import { createChanges } from './changes.js'
import type { ToPrimary } from './messages.js'
import { createPrimaryBoard } from './primary-board.js'
import { rollingRestart } from './rolling-restart.js'
import { createSlot, type Slot } from './slot.js'

const NODES = 0x4000

/**
 * Starts the workers, and watches over them until it is told to stop: SIGTERM, SIGINT or SIGHUP stop all of them, SIGUSR2 starts each
 * anew, one after the other. The primary itself serves nothing but the metrics, and knows nothing of the database.
 */
export async function runWorkers(config: Config, log: Logger): Promise<void> {
  // Each worker accepts by itself. A connection that the primary has handed to a worker that is killed before it says that it took
  // it would stay open for ever, and nobody would answer.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  const announcer = createAnnouncer(config)
  const board = createPrimaryBoard<ProcessStatus>((entries) => tellAll({ kind: 'board', entries }))
  const changes = createChanges({
    listening: () => slots.filter((slot) => slot.listening()).map(({ number }) => number),
    ask: (slot, id) => slots[slot]!.tell({ kind: 'look', id }),
    answer: (author, id) => slots[author]!.tell({ kind: 'seen', id }),
  })
  let databaseReady = false
  let leader: Slot | undefined
  let port = config.port
  // Never the same twice: a worker that follows another one in its place could meet the milliseconds that it was ahead.
  let node = randomInt(NODES)
  const slots = Array.from({ length: config.workers }, (_, number) =>
    createSlot({
      number,
      log,
      fork: () => cluster.fork(),
      begin: () => ({ kind: 'begin', slot: number, slots: config.workers, node: node++ % NODES, databaseReady }),
      onMessage: (message) => hear(number, message),
      onGone: () => forget(number),
    }),
  )

  function tellAll(message: Parameters<Slot['tell']>[0]): void {
    for (const slot of slots) slot.tell(message)
  }

  function hear(number: number, message: ToPrimary): void {
    if (message.kind === 'status') board.put(message.entry)
    else if (message.kind === 'changed') changes.announce(number, message.id)
    else if (message.kind === 'looked') changes.looked(number, message.id)
    else if (message.kind === 'database-ready') {
      databaseReady = true
      if (message.account) announcer.madeAccount(message.account)
      tellAll({ kind: 'database-ready' })
    } else if (message.kind === 'listening') {
      port = message.port
      elect()
    }
  }

  function forget(number: number): void {
    board.remove(number)
    changes.gone(number)
    if (leader?.number !== number) return
    leader = undefined
    elect()
  }

  function elect(): void {
    if (leader) return
    leader = slots.find((slot) => slot.listening())
    leader?.tell({ kind: 'lead' })
  }

  watchSignals(slots, log)
  const metrics = await startMetrics(config.metrics, board, log)
  try {
    // The first one brings the database up to date, so that the others find it so.
    await slots[0]!.start()
    await Promise.all(slots.slice(1).map((slot) => slot.start()))
  } catch (error) {
    await Promise.all(slots.map((slot) => slot.stop('another worker could not start')))
    await metrics?.close()
    throw error
  }
  log.info({ workers: config.workers, pid: process.pid }, 'All workers take requests')
  announcer.ready(port)
}

function watchSignals(slots: readonly Slot[], log: Logger): void {
  let stopping = false
  async function stop(why: string, exitCode: number): Promise<void> {
    stopping = true
    log.info({ why }, 'GoKart stops its workers')
    const well = await Promise.all(slots.map((slot) => slot.stop(why)))
    process.exit(well.every(Boolean) ? exitCode : 1)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopping) return void stop(signal, 0)
      // A second Ctrl-C does not wait.
      for (const slot of slots) slot.kill()
      process.exit(1)
    })
  }
  const roll = rollingRestart(slots, log)
  process.on('SIGUSR2', () => !stopping && void roll())
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'A promise failed and nobody looked'))
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An error that nobody caught')
    if (!stopping) void stop('error', 1)
  })
}
