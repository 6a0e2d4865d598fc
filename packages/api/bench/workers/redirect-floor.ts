/** The least that answers a click: a bare `node:http` 302 with the app's own headers, which stores nothing. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerJobs } from '../worker.js'
import { busyFor } from './busy-loop.js'

export interface RedirectFloorJob {
  /** An answer of the app, so that both are of the same size. */
  readonly location: string
  /** It computes for so long before each answer, µs of CPU; 0 for the least. */
  readonly computes: number
}

/** Resolves with its port. */
answerJobs(({ location, computes }: RedirectFloorJob) => {
  const compute = busyFor(computes)
  const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (_req, res) => {
    compute()
    res.writeHead(302, { Location: location, 'Cache-Control': 'no-store', 'Content-Length': 0 }).end()
  })
  server.maxRequestsPerSocket = 0
  return new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
})
