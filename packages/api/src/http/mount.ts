import type { Request, Response, Router } from 'express'
import type { Access, Endpoint, EndpointInput, EndpointReply, Fault } from '@gokart/shared'
import type { z } from 'zod'
import type { Actor } from './actor.js'
import type { EventStreams } from './event-stream.js'
import { HttpProblem } from './problem.js'

/** The raw exchange, for the few handlers that set a cookie or need the caller's address. */
export interface Exchange {
  req: Request
  res: Response
}
type ActorFor<A extends Access> = A extends 'public' ? undefined : Actor

export type Handler<E extends Endpoint> = (
  input: EndpointInput<E>,
  actor: ActorFor<E['access']>,
  exchange: Exchange,
) => Promise<EndpointReply<E>>

/** One handler for each endpoint of a group: a missing one, or a reply of the wrong shape, does not compile. */
export type Handlers<G extends Record<string, Endpoint>> = { [N in keyof G]: Handler<G[N]> }

/** Finds out who calls; undefined where nobody is signed in. */
export type Authenticate = (exchange: Exchange) => Promise<Actor | undefined>

/** Puts a group of the contract on the router. The one place where access is checked and input is parsed. */
export function mount<G extends Record<string, Endpoint>>(
  router: Router,
  authenticate: Authenticate,
  endpoints: G,
  handlers: Handlers<G>,
  streams: EventStreams,
): void {
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const handler = handlers[name] as unknown as AnyHandler
    const method = endpoint.method.toLowerCase() as 'get'
    router[method](endpoint.path, async (req, res) => {
      const exchange = { req, res }
      const actor = await admit(endpoint.access, authenticate, exchange)
      const input = parseInput(endpoint, req)
      res.status(endpoint.status).set('Cache-Control', 'no-store')
      if (endpoint.download) res.type(endpoint.download)
      const reply = await handler(input, actor, exchange)
      if (endpoint.download) return
      if (endpoint.stream) return await sendStream(endpoint, { reply, actor, exchange, authenticate, streams })
      if (endpoint.response) res.json(endpoint.response.parse(reply))
      else res.end()
    })
  }
}
interface StreamReply {
  reply: unknown
  actor: Actor | undefined
  exchange: Exchange
  authenticate: Authenticate
  streams: EventStreams
}

/** Only people who are signed in follow something: that is how many are kept in bounds. */
async function sendStream(
  { stream, path }: Endpoint,
  { reply, actor, exchange, authenticate, streams }: StreamReply,
): Promise<void> {
  if (!actor || !stream) throw new Error(`The stream of ${path} needs a reader who is signed in`)
  await streams.send({
    res: exchange.res,
    actor,
    reader: () => authenticate(exchange),
    messages: reply as AsyncIterable<unknown>,
    present: (message) => stream.parse(message),
  })
}

type AnyHandler = (input: unknown, actor: Actor | undefined, exchange: Exchange) => Promise<unknown>

async function admit(access: Access, authenticate: Authenticate, exchange: Exchange): Promise<Actor | undefined> {
  if (access === 'public') return undefined
  const actor = await authenticate(exchange)
  if (!actor) throw new HttpProblem('not_signed_in', 'Sign in and try again.')
  if (access === 'ops' && actor.role !== 'ops') throw new HttpProblem('wrong_role', 'Only ops may do this.')
  return actor
}

/** Parses params, query and body; throws one problem with every fault of all three. */
function parseInput(endpoint: Endpoint, req: Request): Record<'params' | 'query' | 'body', unknown> {
  if (endpoint.body && !req.is('application/json')) {
    throw new HttpProblem('unsupported_media_type', 'Send the body as JSON with Content-Type: application/json.')
  }
  if (endpoint.upload && !req.is(endpoint.upload)) {
    throw new HttpProblem('unsupported_media_type', `Send the file as the body with Content-Type: ${endpoint.upload}.`)
  }
  const faults: Fault[] = []
  const parse = (part: 'params' | 'query' | 'body', sent: unknown) => {
    const parsed = endpoint[part]?.safeParse(sent ?? {})
    if (parsed?.success === false) faults.push(...parsed.error.issues.map((issue) => toFault(part, issue)))
    return parsed?.data
  }
  const input = {
    params: parse('params', req.params),
    query: parse('query', given(req.query)),
    body: parse('body', req.body),
  }
  if (faults.length > 0) throw new HttpProblem('validation_failed', undefined, faults)
  return input
}

/** `?status=&page=` says nothing of status and page. */
function given(query: Request['query']): Request['query'] {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
}

function toFault(part: string, issue: z.core.$ZodIssue): Fault {
  const path = issue.path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
  return { pointer: `/${part}${path.join('')}`, message: issue.message }
}
