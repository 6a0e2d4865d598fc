import type { Endpoint, EndpointAnswer, EndpointCall, UploadFile } from './contract.js'
import { api } from './api.js'
import { EVENT_STREAM, readEvents } from './event-stream.js'
import type { Problem } from './problem.js'

/** A call that the API refused; `problem` is the answer's body. */
export class ApiProblem extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiProblem'
    this.problem = problem
  }
}

export interface ClientRequest {
  method: string
  path: string
  /** Is sent as JSON. */
  body?: unknown
  /** Is sent as it is, instead of a body. */
  file?: { data: UploadFile; type: string }
  /** Media type of the answer where it is not JSON. */
  accept?: string
}

/** Sends one request and gives the parsed JSON body (text of a download, messages of a stream, undefined for 204). Throws ApiProblem on status >= 400. */
export type Send = (request: ClientRequest) => Promise<unknown>

type Callable<E extends Endpoint> =
  Record<never, never> extends EndpointCall<E>
    ? (call?: EndpointCall<E>) => Promise<EndpointAnswer<E>>
    : (call: EndpointCall<E>) => Promise<EndpointAnswer<E>>

type Api = typeof api
/** `client.offers.list({ query: { page: 2 } })`: one typed function for each endpoint of the contract. */
export type Client = {
  [G in keyof Api]: { [N in keyof Api[G]]: Api[G][N] extends Endpoint ? Callable<Api[G][N]> : never }
}

/** Makes the typed client over a sender (browser fetch, test server...). */
export function createClient(send: Send): Client {
  const groups = Object.entries(api).map(([group, endpoints]) => [
    group,
    Object.fromEntries(Object.entries(endpoints).map(([name, one]) => [name, call(one as Endpoint, send)])),
  ])
  return Object.fromEntries(groups) as Client
}

interface AnyCall {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  file?: UploadFile
}

function call(endpoint: Endpoint, send: Send) {
  const { method, upload, download, stream } = endpoint
  const accept = stream ? EVENT_STREAM : download
  return ({ params = {}, query = {}, body, file }: AnyCall = {}) => {
    const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined && one !== null && one !== '') search.append(name, String(one))
      }
    }
    const suffix = search.size > 0 ? `?${search}` : ''
    return send({
      method,
      path: path + suffix,
      ...(body === undefined ? {} : { body }),
      ...(upload !== undefined && file !== undefined ? { file: { data: file, type: upload } } : {}),
      ...(accept === undefined ? {} : { accept }),
    })
  }
}

/** Sender over `fetch`. `base` is an origin or '' for the page's own; `headers` are added to every request. */
export function fetchSender(base: string, fetcher: typeof fetch = fetch, headers: Record<string, string> = {}): Send {
  return async ({ method, path, body, file, accept = 'application/json' }) => {
    const sent = file ?? (body === undefined ? undefined : { data: JSON.stringify(body), type: 'application/json' })
    const response = await fetcher(base + path, {
      method,
      headers: { accept, ...(sent && { 'content-type': sent.type }), ...headers },
      ...(sent && { body: sent.data }),
    })
    if (response.status === 204) return undefined
    if (response.ok && accept === EVENT_STREAM && response.body) return readEvents(response.body)
    if (response.ok && accept !== 'application/json') return response.text()
    const type = response.headers.get('content-type') ?? ''
    if (!type.includes('json')) throw new Error(`The server answered ${response.status} without JSON`)
    const answer: unknown = await response.json()
    if (!response.ok) throw new ApiProblem(answer as Problem)
    return answer
  }
}
