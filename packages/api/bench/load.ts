/**
 * A minimal HTTP client for load: keep-alive sockets, one request at a time on each, the next as soon as the answer is whole.
 * Answers must have no body. Prints one JSON line: {"requests", "seconds", "p50", "p99", "faults"} (ms).
 *
 *   tsx bench/load.ts PORT PATH CONNECTIONS SECONDS
 */
import { connect } from 'node:net'

const [port = '', path = '/', connections = '32', seconds = '3'] = process.argv.slice(2)
const WARM_MS = 500
const AGENTS = Array.from(
  { length: 50 },
  (_, n) =>
    `Mozilla/5.0 (Linux; Android ${5 + (n % 10)}; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + n}.0.0.0 Mobile Safari/537.36`,
)

let sent = 0
let requests = 0
let faults = 0
const latencies: number[] = []
const measureFrom = performance.now() + WARM_MS
const measureTo = measureFrom + Number(seconds) * 1000

/** A partner's click: its own ID, a member and a sub value differ with each. */
function nextRequest(): string {
  const n = sent++
  return (
    `GET ${path}?pub_click_id=pc-${n}&pub_member_id=member-${n % 997}&pub_sub_1=banner%20${n % 13}&pub_sub_2=home HTTP/1.1\r\n` +
    `Host: go.example\r\nUser-Agent: ${AGENTS[n % AGENTS.length]}\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n` +
    'Accept-Language: en\r\nReferer: https://blog.example/post\r\n\r\n'
  )
}

function open(): void {
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true })
  let begun = 0
  let tail = ''
  const next = () => {
    begun = performance.now()
    if (begun < measureTo) socket.write(nextRequest())
    else socket.destroy()
  }
  socket.setEncoding('latin1')
  socket.on('connect', next)
  socket.on('data', (text: string) => {
    tail += text
    if (!tail.endsWith('\r\n\r\n')) return
    const now = performance.now()
    if (!tail.startsWith('HTTP/1.1 302')) faults++
    tail = ''
    if (now >= measureFrom && now <= measureTo) {
      requests++
      latencies.push(now - begun)
    }
    next()
  })
  socket.on('error', () => faults++)
}

for (let n = 0; n < Number(connections); n++) open()

process.on('exit', () => {
  latencies.sort((a, b) => a - b)
  const at = (share: number) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2))
  console.log(JSON.stringify({ requests, seconds: Number(seconds), p50: at(0.5), p99: at(0.99), faults }))
})
