import { Problem, PROBLEMS, type Endpoint, type ProblemCode } from '@gokart/shared'
import type { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi'

/** Problems that belong to the meaning of a call, and so cannot be seen from its declaration. */
const OWN_PROBLEMS: Record<string, ProblemCode[]> = {
  'session.signIn': ['wrong_credentials', 'too_many_requests'],
  'session.changePassword': ['wrong_credentials'],
  'advertisers.create': ['name_taken'],
  'advertisers.patch': ['name_taken'],
  'users.create': ['email_taken'],
  'users.patch': ['email_taken'],
  'partners.create': ['name_taken'],
  'offers.patch': ['event_taken', 'event_in_use', 'stale_version'],
  'conversions.patch': ['conflict', 'stale_version'],
  'batches.changeStatuses': ['stale_version'],
  'batches.start': ['conflict'],
  'batches.discard': ['conflict'],
}

const WHO = {
  public: 'Anyone may call it.',
  user: 'For everyone who is signed in; an advertiser’s user sees own data only.',
  ops: 'For ops alone.',
}

/** An endpoint of the contract as an operation of OpenAPI. */
export function operationOf(group: string, name: string, endpoint: Endpoint): ZodOpenApiOperationObject {
  const { params, query, access } = endpoint
  return {
    operationId: `${group}.${name}`,
    tags: [group],
    summary: endpoint.summary,
    description: WHO[access],
    security: access === 'public' ? [] : [{ session: [] }],
    requestParams: {
      ...(params ? { path: params as z.ZodObject } : {}),
      ...(query ? { query: query as z.ZodObject } : {}),
    },
    ...requestBody(endpoint),
    responses: { ...success(endpoint), ...failures(problemsOf(`${group}.${name}`, endpoint)) },
  }
}

/** `/api/offers/:id` -> `/api/offers/{id}` */
export function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}

function requestBody({ body, upload }: Endpoint): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (upload) return { requestBody: { required: true, content: { [upload]: { schema: { type: 'string' } } } } }
  return body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}
}

function success({ response, status, download, stream }: Endpoint): ZodOpenApiResponsesObject {
  const key = `${status}` as '200'
  if (download) return { [key]: { description: 'Done', content: { [download]: { schema: { type: 'string' } } } } }
  if (stream) {
    const content = { 'text/event-stream': { schema: stream } }
    return { [key]: { description: 'Server-sent events; the data of each message is of this schema', content } }
  }
  if (!response) return { [key]: { description: 'Done; there is no body' } }
  return { [key]: { description: 'Done', content: { 'application/json': { schema: response } } } }
}

function problemsOf(id: string, { access, method, params, query, body, upload, stream }: Endpoint): ProblemCode[] {
  return [
    ...(access === 'public' ? [] : (['not_signed_in'] as const)),
    ...(access === 'ops' ? (['wrong_role'] as const) : []),
    ...(method === 'GET' ? [] : (['cross_origin'] as const)),
    ...(params ? (['not_found'] as const) : []),
    ...(body ? (['malformed_body'] as const) : []),
    ...(body || upload ? (['too_large', 'unsupported_media_type'] as const) : []),
    ...(params || query || body || upload ? (['validation_failed'] as const) : []),
    ...(stream ? (['too_many_requests'] as const) : []),
    ...(OWN_PROBLEMS[id] ?? []),
    'internal',
    'database_unavailable',
  ]
}

/** One answer for each status, which names its codes. */
function failures(codes: readonly ProblemCode[]): ZodOpenApiResponsesObject {
  const responses: ZodOpenApiResponsesObject = {}
  for (const status of new Set(codes.map((code) => PROBLEMS[code].status))) {
    const same = codes.filter((code) => PROBLEMS[code].status === status)
    responses[`${status}` as '400'] = {
      description: same.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('\n\n'),
      content: { 'application/problem+json': { schema: Problem } },
    }
  }
  return responses
}
