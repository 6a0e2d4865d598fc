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
  /** Status of a success: 200, 201, 202 or 204. */
  status: number
  /** Media type of a body that is not JSON; the handler reads it from the request as it arrives. */
  upload: string | undefined
  /** Media type of an answer that is not JSON; the handler writes it. */
  download: string | undefined
  /** Of an answer that goes on as server-sent events (`text/event-stream`): what each message is. */
  stream: Schema
}

type Media = string | undefined

type Definition<
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  R extends Schema,
  A extends Access,
  U extends Media,
  D extends Media,
  S extends Schema,
> = {
  access: A
  summary: string
  params?: P
  query?: Q
  body?: B
  response?: R
  status?: number
  upload?: U
  download?: D
  stream?: S
}

/** Declares an endpoint: `endpoint('GET /api/offers', { access: 'user', ... })`. */
export function endpoint<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
  const A extends Access = Access,
  const U extends Media = undefined,
  const D extends Media = undefined,
  S extends Schema = undefined,
>(
  route: `${Method} /${string}`,
  definition: Definition<P, Q, B, R, A, U, D, S>,
): Endpoint<P, Q, B, R, A> & { upload: U; download: D; stream: S } {
  const [method, path] = route.split(' ') as [Method, string]
  const status = definition.status ?? (definition.response || definition.stream ? 200 : 204)
  const { access, summary, params, query, body, response, upload, download, stream } = definition
  const declared = { method, path, access, summary, status, params, query, body, response, upload, download, stream }
  return declared as Endpoint<P, Q, B, R, A> & { upload: U; download: D; stream: S }
}

type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined
type Raw<S extends Schema> = S extends z.ZodType ? z.input<S> : undefined

/** What a handler gets: parsed and defaulted. */
export interface EndpointInput<E extends Endpoint> {
  params: Parsed<E['params']>
  query: Parsed<E['query']>
  body: Parsed<E['body']>
}

/** What a handler returns: checked and stripped by the schema before it leaves; of a stream its messages, until they end. */
export type EndpointReply<E extends Endpoint> = E['response'] extends z.ZodType
  ? z.input<E['response']>
  : E['stream'] extends z.ZodType
    ? AsyncIterable<z.input<E['stream']>>
    : void

/** What a caller gets; of a download its text, of a stream its messages as they come. */
export type EndpointAnswer<E extends Endpoint> = E['response'] extends z.ZodType
  ? z.output<E['response']>
  : E['stream'] extends z.ZodType
    ? AsyncIterable<z.output<E['stream']>>
    : E['download'] extends string
      ? string
      : void

/** A file as a caller sends it. */
export type UploadFile = Blob | string | Uint8Array<ArrayBuffer>

type Given<K extends string, S extends Schema> = S extends z.ZodType
  ? Record<never, never> extends Raw<S>
    ? { [key in K]?: Raw<S> }
    : { [key in K]: Raw<S> }
  : Record<never, never>

/** What a caller of the client gives: only the parts that the endpoint declares. */
export type EndpointCall<E extends Endpoint> = Given<'params', E['params']> &
  Given<'query', E['query']> &
  Given<'body', E['body']> &
  (E['upload'] extends string ? { file: UploadFile } : Record<never, never>)
