import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

interface Refusal {
  readonly status: number
  readonly text: string
}

const BAD_REQUEST: Refusal = { status: 400, text: 'This is not HTTP as it should be.' }

function refusals(maxHeaderSize: number): Readonly<Record<string, Refusal>> {
  return {
    HPE_HEADER_OVERFLOW: {
      status: 431,
      text: `The URL and the headers may have at most ${maxHeaderSize / 1024} kB together.`,
    },
    HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, text: 'The chunk extensions are too large.' },
    ERR_HTTP_REQUEST_TIMEOUT: { status: 408, text: 'The request took too long to arrive.' },
  }
}

/** Who still sends when he is refused gets so long to come to read the answer. */
const LINGER_MS = 1_000

/** What Node cannot read as HTTP, or will not wait for, gets a plain answer, where somebody is still there to read it. */
export function createRefuse(maxHeaderSize: number): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const known = refusals(maxHeaderSize)
  const refused = new WeakSet<Socket>()
  return (error, socket) => {
    // The rest of what was refused: it is read and thrown away, for closing on it would take the answer back.
    if (refused.has(socket)) return
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    refused.add(socket)
    const { status, text } = known[error.code ?? ''] ?? BAD_REQUEST
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain\r\nContent-Length: ${text.length + 1}\r\n`
    socket.end(`${head}Connection: close\r\n\r\n${text}\n`)
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }
}
