import { z } from 'zod'

/**
 * Every way an API call can fail: code -> HTTP status and title (RFC 9457 `type` is `urn:gokart:problem:<code>`).
 * The one table: the API answers from it, the admin switches on its codes.
 */
export const PROBLEMS = {
  malformed_body: { status: 400, title: 'The request body could not be read' },
  not_signed_in: { status: 401, title: 'You are not signed in' },
  wrong_credentials: { status: 401, title: 'Email or password is wrong' },
  wrong_role: { status: 403, title: 'Your role may not do this' },
  cross_origin: { status: 403, title: 'The request came from another site' },
  not_found: { status: 404, title: 'Not found' },
  name_taken: { status: 409, title: 'The name is taken' },
  email_taken: { status: 409, title: 'The email is taken' },
  event_taken: { status: 409, title: 'The event ID is taken' },
  event_in_use: { status: 409, title: 'The event has conversions' },
  stale_version: { status: 409, title: 'Someone else changed it in the meantime' },
  conflict: { status: 409, title: 'It conflicts with what is there' },
  too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  validation_failed: { status: 422, title: 'Some values are not valid' },
  report_too_large: { status: 422, title: 'The report has too many rows' },
  report_too_slow: { status: 422, title: 'The report takes too long' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  database_unavailable: { status: 503, title: 'The database does not answer' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** One fault of a request: `pointer` is a JSON pointer (RFC 6901) that starts with `/body`, `/query` or `/params`. */
export const Fault = z.object({ pointer: z.string(), message: z.string() })
export type Fault = z.infer<typeof Fault>

/** The body of every answer of status 400 and above under `/api` (`application/problem+json`). */
export const Problem = z.object({
  type: z.string(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  faults: z.array(Fault).optional(),
  requestId: z.string(),
})
export type Problem = z.infer<typeof Problem>
