import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url))

/**
 * The outside world: the browser is told that every host but GoKart's lives on this port, over http and https alike
 * (the key is for this test only). Each page says where the visitor arrived.
 */
export async function startInternet(): Promise<{ port: number; close(): void }> {
  const http = createHttp(landing)
  const https = createHttps({ key: fixture('advertiser-key.pem'), cert: fixture('advertiser-cert.pem') }, landing)
  const doors: [Server, Server] = [http, https]
  const front = createTcp((socket) => {
    socket.once('data', (first) => {
      socket.pause()
      // A TLS handshake starts with byte 22.
      const door = doors[first[0] === 22 ? 1 : 0]
      door.emit('connection', socket)
      socket.unshift(first)
      process.nextTick(() => socket.resume())
    })
    socket.on('error', () => socket.destroy())
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  return { port: (front.address() as AddressInfo).port, close: () => front.close() }
}

function landing(req: IncomingMessage, res: ServerResponse): void {
  const title = 'Welcome at the advertiser'
  res.setHeader('Content-Type', 'text/html; charset=utf-8')
  res.end(`<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${req.headers.host ?? ''}</p>`)
}
