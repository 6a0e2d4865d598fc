import { connect } from 'node:net'

/** A keep-alive connection with one request at a time on it. */
export interface Connection {
  send(request: Buffer): void
  close(): void
}

/** Data of all connections passes through here, one after the other, so that reading makes no garbage. */
const shared = Buffer.allocUnsafe(64 * 1024)

/**
 * Resolves when it is open. `onAnswer` gets each whole answer; its bytes are only valid during the call. `onFault` is told
 * when the other side closes, or the connection breaks.
 */
export function openConnection(
  port: number,
  onAnswer: (answer: Buffer) => void,
  onFault: (error: Error) => void,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let begun: Buffer = NOTHING
    const callback = (length: number) => {
      const bytes = shared.subarray(0, length)
      const answer = begun.length > 0 ? Buffer.concat([begun, bytes]) : bytes
      const whole = isWhole(answer)
      begun = whole ? NOTHING : Buffer.from(answer)
      if (whole) onAnswer(answer)
      return true
    }
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: shared, callback } })
    socket.on('error', (error) => {
      reject(error)
      onFault(error)
    })
    socket.on('end', () => onFault(new Error('The server closed a connection')))
    socket.on('connect', () =>
      resolve({ send: (request) => void socket.write(request), close: () => void socket.destroy() }),
    )
  })
}

const NOTHING = Buffer.alloc(0)
const HEAD_END = '\r\n\r\n'
const NO_BODY = '\r\nContent-Length: 0\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/** Whether an HTTP/1.1 answer has come to its end. */
export function isWhole(answer: Buffer): boolean {
  const headEnd = answer.indexOf(HEAD_END)
  if (headEnd < 0) return false
  // Most answers are those of clicks, and the sender is to cost little.
  if (headEnd + HEAD_END.length === answer.length && answer.includes(NO_BODY)) return true
  const head = answer.toString('latin1', 0, headEnd + 2)
  const length = /\r\nContent-Length: (\d+)\r\n/i.exec(head)
  if (length) return answer.length >= headEnd + HEAD_END.length + Number(length[1])
  return !/\r\nTransfer-Encoding: chunked\r\n/i.test(head) || answer.subarray(headEnd + 2).includes(`\r\n${LAST_CHUNK}`)
}
