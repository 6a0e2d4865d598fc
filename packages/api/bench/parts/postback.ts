import { bytesToUuid } from '../../src/db/uuid.js'
import { inTurns, withCost, type Bench, type Rate } from '../bench.js'
import { openConnection, select } from '../database.js'
import { compareRates, perSecond, medianOf, ratioOf, showRate, type PartResult } from '../figures.js'
import { REPEATED } from '../load/requests.js'
import { MOST_PER_SECOND, openPostbackApp } from '../postbacks.js'
import { startWorker } from '../worker.js'
import type { CommitFloorJob, CommitFloorResult } from '../workers/commit-floor.js'
import type { StoredClicksJob } from '../workers/stored-clicks.js'
import { createWorld } from '../world.js'

const CONNECTIONS = 32
const BAR = 0.35
const OFFERS = 100
const HOUR = 3_600_000

export async function measurePostback(bench: Bench): Promise<PartResult> {
  const url = bench.database.urlOf('postback')
  await bench.database.createSchema('postback')
  await createWorld(url, OFFERS)
  const app = await openPostbackApp(bench, 'postback', await storeClicks(bench, url), CONNECTIONS)
  const floor = startWorker<CommitFloorJob, CommitFloorResult>(bench.machine, 'server', 'commit-floor')
  const { port } = await floor.ask({ kind: 'serve', url, connections: CONNECTIONS })
  await app.send('unique', { count: REPEATED })
  const results = await inTurns<'commits' | 'commits over HTTP' | (typeof KINDS)[number], Rate>(
    bench,
    'postbacks',
    {
      commits: (seconds) => withCost(bench, floor.pid, () => floor.ask({ kind: 'commit', seconds })),
      'commits over HTTP': (seconds) => app.sendTo(floor.pid, port, { seconds }),
      unique: (seconds) => app.send('unique', { seconds }),
      duplicate: (seconds) => app.send('duplicate', { seconds }),
      unknown: (seconds) => app.send('unknown', { seconds }),
      malformed: (seconds) => app.send('malformed', { seconds }),
    },
    showRate,
  )
  const stored = await app.check()
  floor.stop()
  await app.close()
  const compared = KINDS.map((kind) => {
    const overHttp = ratioOf(results[kind], results['commits over HTTP'])
    const figure = compareRates(`postbacks, ${TITLES[kind]}`, results[kind], results.commits, BAR)
    return { ...figure, ratio: `${figure.ratio}; over HTTP ${overHttp.toFixed(2)}` }
  })
  return { figures: compared, method: methodOf(results['commits over HTTP'], stored) }
}

const TITLES = {
  unique: 'unique: log row and conversion',
  duplicate: 'duplicate: a conversion ID sent before',
  unknown: 'unknown click: log row',
  malformed: 'malformed click ID: log row',
} as const
const KINDS = ['unique', 'duplicate', 'unknown', 'malformed'] as const

function methodOf(overHttp: readonly Rate[], stored: string): string {
  return (
    `Postbacks: over HTTP to the real handler, ${CONNECTIONS} keep-alive connections, each with one postback on its way; a unique one ` +
    `is the first of its click and its member, clicks in no order. Floor: a process in the app’s place with ${CONNECTIONS} loops, each of which commits one row after ` +
    'the other (`INSERT` through mysql2 and a pool of as many connections, text protocol as the app’s; the raw request in six columns, primary ' +
    'key only), without HTTP. The second ratio is to a bare `node:http` server that answers each request after one such commit ' +
    `(${perSecond(medianOf(overHttp, (result) => result.perSecond))}). ${stored}.`
  )
}

/** Clicks of the last two days, enough for all rounds; their IDs in no order, as postbacks come. */
async function storeClicks({ machine, options }: Bench, url: string): Promise<string[]> {
  const worker = startWorker<StoredClicksJob, void>(machine, 'load', 'stored-clicks')
  const now = Date.now()
  const clicks = REPEATED + (options.rounds + 1) * (options.seconds + 1) * MOST_PER_SECOND
  await worker.ask({ url, rows: Math.round(clicks), offers: OFFERS, from: now - 48 * HOUR, to: now - HOUR })
  worker.stop()
  const connection = await openConnection(url)
  const rows = await select<{ id: Buffer }>(connection, 'SELECT id FROM clicks ORDER BY RAND(1)')
  await connection.end()
  return rows.map(({ id }) => bytesToUuid(id))
}
