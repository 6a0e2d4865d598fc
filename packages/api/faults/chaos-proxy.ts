import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../src/db/seeds/random.js'

/** A bad network between GoKart and its database. */
export interface ChaosProxy {
  /** The same database by way of the proxy. */
  way(databaseUrl: string): string
  /** Off: everything passes. */
  misbehave(on: boolean): void
  /** Connections that were cut so far, by what was on its way. */
  cuts(): { asking: number; answering: number }
  close(): Promise<void>
}

/** How often a chunk fares so. */
const CUT = 0.01
const SLICED = 0.1
const DELAYED = 0.1
const LONGEST_DELAY_MS = 60

/**
 * Hands on what comes, in order; now and then late, in slices, or only its first half: then the connection is reset, so that a
 * commit was asked for and perhaps done, and nobody hears of it.
 */
export async function startChaosProxy(port: number, random: Random): Promise<ChaosProxy> {
  const sockets = new Set<Socket>()
  const cuts = { asking: 0, answering: 0 }
  let target: URL | undefined
  let bad = false

  const listener = createServer((client) => {
    const server = connect(Number(target!.port), target!.hostname)
    const pair = [client, server] as const
    for (const socket of pair) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        for (const one of pair) one.destroy()
      })
    }
    void hand(client, server, 'asking', pair)
    void hand(server, client, 'answering', pair)
  })

  async function hand(from: Socket, to: Socket, direction: keyof typeof cuts, pair: readonly Socket[]): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        if (bad && random.chance(DELAYED)) await wait(random.int(LONGEST_DELAY_MS))
        if (bad && random.chance(CUT)) {
          cuts[direction]++
          await write(to, chunk.subarray(0, random.int(chunk.length)))
          for (const socket of pair) socket.resetAndDestroy()
          return
        }
        if (bad && random.chance(SLICED)) await writeSliced(to, chunk)
        else await write(to, chunk)
      }
    } catch {
      // the other side went
    }
    to.end()
  }

  async function writeSliced(to: Socket, chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      const length = 1 + random.int(Math.ceil(chunk.length / 3))
      await write(to, chunk.subarray(at, at + length))
      await wait(1)
      at += length
    }
  }

  listener.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  return {
    way(databaseUrl) {
      target = new URL(databaseUrl)
      const way = new URL(databaseUrl)
      way.port = String((listener.address() as AddressInfo).port)
      return way.href
    },
    misbehave: (on) => void (bad = on),
    cuts: () => ({ ...cuts }),
    async close() {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}

async function write(to: Socket, bytes: Buffer): Promise<void> {
  if (to.destroyed) throw new Error('gone')
  if (!to.write(bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')])
}
