import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from './failure.mjs'

/** Throws a Failure that says what to do when the port cannot be had. Waits for a GoKart that is just ending. */
export async function assertPortFree(port, advice) {
  for (const end = Date.now() + 1500; ; await delay(100)) {
    const code = (await tryPort(port)) ?? (await tryPort(port, '127.0.0.1'))
    if (code === undefined) return
    if (code !== 'EADDRINUSE') throw new Failure(`Port ${port} cannot be used (${code}). ${advice}`)
    if (Date.now() > end) throw new Failure(`Port ${port} is taken by another program. Stop it, or ${advice}`)
  }
}

/** A port of 127.0.0.1 that nobody uses now. */
export async function freePort() {
  const server = createServer()
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The error code of listening there, or undefined. */
function tryPort(port, host) {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(error.code))
    server.listen({ port, host }, () => server.close(() => resolve(undefined)))
  })
}
