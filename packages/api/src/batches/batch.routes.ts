import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { IMPORT_LIMITS, type api } from '@gokart/shared'
import type { Handlers } from '../http/mount.js'
import type { BatchService } from './batch.service.js'
import { fileFault, fileTooLarge } from './file-fault.js'

interface BatchRouteDeps {
  batches: BatchService
  clientIp: (req: IncomingMessage) => string
}

export function batchHandlers({ batches, clientIp }: BatchRouteDeps): Handlers<typeof api.batches> {
  return {
    changeStatuses: ({ body }, actor, { req }) => batches.changeStatuses(body, actor, clientIp(req)),
    list: ({ query }) => batches.list(query),
    async upload({ query }, actor, { req }) {
      try {
        return await batches.upload(query, bodyOf(req), actor, clientIp(req))
      } finally {
        // What nobody reads flows on, so that the sender comes to read the answer.
        req.resume()
      }
    },
    get: ({ params }) => batches.get(params.id),
    lines: ({ params, query }) => batches.lines(params.id, query),
    async report({ params }, _actor, { res }) {
      const { fileName, pieces } = await batches.report(params.id)
      res.attachment(fileName)
      await pipeline(Readable.from(pieces), res)
    },
    start: ({ params }, actor) => batches.start(params.id, actor),
    discard: ({ params }) => batches.discard(params.id),
  }
}

/** The body as it arrives; the connection stays where nobody reads to its end. */
async function* bodyOf(req: IncomingMessage): AsyncGenerator<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > IMPORT_LIMITS.bytes) throw fileTooLarge()
  try {
    yield* req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  } catch (error) {
    if (req.destroyed) throw fileFault('The file broke off before its end had arrived: send it again.')
    throw error
  }
}
