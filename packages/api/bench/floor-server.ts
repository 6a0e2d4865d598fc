/** The least that answers a click: a bare `node:http` 302 of the same size, which stores nothing. Prints {"port", "path"}. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const Location =
  'https://track.example/aff_c?offer_id=1001&aff_click_id=0199c82c-c001-8005-92c4-00002a43db6d&sub=banner%207&src=1&geo=DE&name=Offer%200'

const server = createServer((_req, res) => {
  res.writeHead(302, { Location, 'Cache-Control': 'no-store', 'Content-Length': 0 }).end()
})
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, path: '/c/offer0/partner' }))
})
