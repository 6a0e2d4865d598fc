/** The least that answers a click: a bare `node:http` 302 with the app's own headers, which stores nothing. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerJobs } from '../worker.js'

export interface RedirectFloorJob {
  /** An answer of the app, so that both are of the same size. */
  readonly location: string
}

/** Resolves with its port. */
answerJobs(({ location }: RedirectFloorJob) => {
  const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (_req, res) => {
    res.writeHead(302, { Location: location, 'Cache-Control': 'no-store', 'Content-Length': 0 }).end()
  })
  server.maxRequestsPerSocket = 0
  return new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
})
