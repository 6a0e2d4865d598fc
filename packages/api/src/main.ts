import cluster from 'node:cluster'
import { createAnnouncer } from './announce.js'
import { alone } from './cluster/place.js'
import { runWorkers } from './cluster/primary.js'
import { joinPrimary, tellFault } from './cluster/worker.js'
import { readConfig, type Config } from './config.js'
import { collectWithoutThreads } from './garbage.js'
import { createLogger } from './logger.js'
import { startMetrics } from './metrics/metrics-server.js'
import { serve } from './serve.js'
import { explainStart } from './start-fault.js'

let config: Config | undefined
try {
  config = readConfig(process.env)
  await run(config)
} catch (error) {
  const why = explainStart(error, config)
  if (cluster.isWorker) await tellFault(why)
  else console.error(why)
  process.exit(1)
}

/** A process of its own, or one of several workers, or the one that watches over these. */
async function run(settings: Config): Promise<void> {
  const log = createLogger(settings.logLevel)
  collectWithoutThreads(settings.workers)
  if (cluster.isWorker) {
    process.on('SIGUSR2', () => undefined)
    const place = await joinPrimary()
    return serve(settings, place, log.child({ worker: place.slot }))
  }
  if (settings.workers > 1) return runWorkers(settings, log)
  process.on('SIGUSR2', () =>
    log.warn('SIGUSR2 starts workers anew, one after the other; with WORKERS=1 there are none'),
  )
  const place = alone(createAnnouncer(settings))
  await startMetrics(settings.metrics, place.board, log)
  await serve(settings, place, log)
}
