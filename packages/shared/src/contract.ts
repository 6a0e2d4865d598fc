import type { z } from 'zod'

/** Who may call: anyone, anyone signed in (an advertiser's user sees own data only), or ops alone. */
export type Access = 'public' | 'user' | 'ops'
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Schema = z.ZodType | undefined

/** One call of the API as data: the server mounts it, the client calls it, the OpenAPI document lists it. */
export interface Endpoint<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  R extends Schema = Schema,
  A extends Access = Access,
> {
  method: Method
  /** Express style, below the origin: `/api/offers/:id`. */
  path: string
  access: A
  summary: string
  params: P
  query: Q
  body: B
  /** Undefined: the answer has no body (204). */
  response: R
  /** Status of a success: 200, 201 or 204. */
  status: number
}

type Definition<P extends Schema, Q extends Schema, B extends Schema, R extends Schema, A extends Access> = {
  access: A
  summary: string
  params?: P
  query?: Q
  body?: B
  response?: R
  status?: number
}

/** Declares an endpoint: `endpoint('GET /api/offers', { access: 'user', ... })`. */
export function endpoint<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
  const A extends Access = Access,
>(route: `${Method} /${string}`, definition: Definition<P, Q, B, R, A>): Endpoint<P, Q, B, R, A> {
  const [method, path] = route.split(' ') as [Method, string]
  const status = definition.status ?? (definition.response ? 200 : 204)
  const { access, summary, params, query, body, response } = definition
  return { method, path, access, summary, status, params, query, body, response } as Endpoint<P, Q, B, R, A>
}

type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined
type Raw<S extends Schema> = S extends z.ZodType ? z.input<S> : undefined

/** What a handler gets: parsed and defaulted. */
export interface EndpointInput<E extends Endpoint> {
  params: Parsed<E['params']>
  query: Parsed<E['query']>
  body: Parsed<E['body']>
}

/** What a handler returns: checked and stripped by the response schema before it leaves. */
export type EndpointReply<E extends Endpoint> = E['response'] extends z.ZodType ? z.input<E['response']> : void

/** What a caller gets. */
export type EndpointAnswer<E extends Endpoint> = E['response'] extends z.ZodType ? z.output<E['response']> : void

type Given<K extends string, S extends Schema> = S extends z.ZodType
  ? Record<never, never> extends Raw<S>
    ? { [key in K]?: Raw<S> }
    : { [key in K]: Raw<S> }
  : Record<never, never>

/** What a caller of the client gives: only the parts that the endpoint declares. */
export type EndpointCall<E extends Endpoint> = Given<'params', E['params']> &
  Given<'query', E['query']> &
  Given<'body', E['body']>
