import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A way to the database that tests can break. */
export interface TcpProxy {
  /** The URL given, with the proxy in place of its host. */
  readonly url: string
  /** Ends every connection and refuses new ones. */
  cut(): void
  /** Keeps connections open and moves nothing, as a stopped database does. */
  freeze(): void
  /** Moves what is asked, and none of what is answered: what happens is not heard of. */
  mute(): void
  /** All is well again; what was held back moves on. */
  heal(): void
  close(): Promise<void>
}

export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const target = new URL(databaseUrl)
  const pairs = new Set<{ client: Socket; server: Socket }>()
  let mode: 'open' | 'cut' | 'frozen' | 'mute' = 'open'

  const listener = createServer((client) => {
    if (mode === 'cut') return void client.destroy()
    const server = connect(Number(target.port), target.hostname)
    const pair = { client, server }
    pairs.add(pair)
    client.on('data', (data) => server.write(data))
    server.on('data', (data) => mode !== 'mute' && client.write(data))
    for (const socket of [client, server]) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        pairs.delete(pair)
        client.destroy()
        // What the client had sent arrives, also when the client is gone.
        server.destroySoon()
      })
    }
    if (mode === 'frozen') hold(pair, true)
  })

  function hold({ client, server }: { client: Socket; server: Socket }, still: boolean): void {
    for (const socket of [client, server]) {
      if (still) socket.pause()
      else socket.resume()
    }
  }

  function set(next: typeof mode): void {
    mode = next
    for (const pair of pairs) {
      hold(pair, mode === 'frozen')
      if (mode === 'cut') pair.client.destroy()
    }
  }

  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((listener.address() as AddressInfo).port)
  return {
    url: url.href,
    cut: () => set('cut'),
    freeze: () => set('frozen'),
    mute: () => set('mute'),
    heal: () => set('open'),
    async close() {
      set('cut')
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
