import type { IncomingMessage, ServerResponse } from 'node:http'
import { openSpool, type Spool } from '../spool/spool.js'
import { createPostback, isPostbackTarget } from './handler.js'
import { createPostbackQueue, type QueueDeps } from './queue.js'
import { createReplay } from './replay.js'

export interface PostbackPathDeps extends QueueDeps {
  readonly clientIp: (req: IncomingMessage) => string
  /** Folder of the postbacks that wait for the database. */
  readonly spoolFolder: string
  /** How many clicks of this process wait for the database in their spool. */
  readonly clicksWaiting: () => number
}

/** The postback path as a whole: a hot path of the server, which needs `start()` before the first request. */
export interface PostbackPath {
  matches(target: string): boolean
  handle(req: IncomingMessage, res: ServerResponse): void
  /** Opens the spool with what an earlier process left in it. Rejects where another process has it. */
  start(): Promise<void>
  /** Empties the spool; a job for every second. Rejects where the database fails; the next turn goes on. */
  drain(): Promise<void>
  /** Decides again on what is queued; a job for every few seconds, and for several processes at once. */
  settle(): Promise<void>
  /** Postbacks in the spool, and since when (Unix ms). */
  waiting(): { readonly depth: number; readonly oldest: number | undefined }
  /** After the last request and the last job. What is in the spool stays for the next start. */
  close(): Promise<void>
}

export function createPostbackPath(deps: PostbackPathDeps): PostbackPath {
  let opened: Spool | undefined
  const spool = (): Spool => {
    if (!opened) throw new Error('The postback path is not started')
    return opened
  }
  // After a long outage a postback waits no more, and would be credited without the partner of a click that is on its way.
  const clicksAreIn = () => deps.clicksWaiting() === 0
  const queue = createPostbackQueue(deps)
  const replay = createReplay({ ...deps, spool: { refuse: (record, reason) => spool().refuse(record, reason) } })

  return {
    matches: isPostbackTarget,
    handle: createPostback({ ...deps, spool: { append: async (record) => spool().append(record) } }),
    async start() {
      opened = await openSpool({
        folder: deps.spoolFolder,
        log: deps.log,
        now: () => deps.clock().getTime(),
      })
    },
    async drain() {
      if (clicksAreIn() && spool().depth() > 0) await spool().drain(replay)
    },
    async settle() {
      if (clicksAreIn()) await queue.run()
    },
    waiting: () => ({ depth: spool().depth(), oldest: spool().oldest() }),
    close: async () => opened?.close(),
  }
}
