import { Agent, request } from 'node:http'

export interface WireRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export type Reply =
  /** Nobody listened: the request never left us. */
  | { readonly kind: 'refused' }
  /** It may have arrived. `waited`: in vain for a very long time, on a connection that stood. */
  | { readonly kind: 'silent'; readonly waited: boolean }
  /** `body` is undefined where its end never came. */
  | { readonly kind: 'answered'; readonly status: number; readonly location?: string; readonly body?: string }

const PATIENCE_MS = 20_000

/** Connections that are kept, one request at a time on each, none of them ever sent again. */
export function createWire(port: number) {
  const agent = new Agent({ keepAlive: true })

  function send({ method, path, headers, body }: WireRequest): Promise<Reply> {
    return new Promise((resolve) => {
      let waited = false
      const sent = request({ host: '127.0.0.1', port, agent, method, path, headers }, (res) => {
        const { statusCode: status = 0, headers: answered } = res
        const head = { kind: 'answered', status, ...(answered.location && { location: answered.location }) } as const
        let text = ''
        res.setEncoding('utf8').on('data', (part: string) => (text += part))
        res.on('end', () => resolve({ ...head, body: text }))
        res.on('error', () => resolve(head))
      })
      sent.setTimeout(PATIENCE_MS, () => {
        waited = true
        sent.destroy(new Error('No answer'))
      })
      sent.on('error', (error: NodeJS.ErrnoException) =>
        resolve(error.code === 'ECONNREFUSED' ? { kind: 'refused' } : { kind: 'silent', waited }),
      )
      sent.end(body)
    })
  }

  return { send, close: () => agent.destroy() }
}
