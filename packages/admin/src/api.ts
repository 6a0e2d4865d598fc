import { ApiProblem, type Client, createClient, fetchSender, type Fault } from '@gokart/shared'

export { ApiProblem }

let signedOut: () => void = () => {}

/** What to do when the API says that nobody is signed in (any more). */
export function onSignedOut(listener: () => void): void {
  signedOut = listener
}

function clientOver(fetcher: typeof fetch): Client {
  const send = fetchSender('', fetcher)
  return createClient(async (request) => {
    try {
      return await send(request)
    } catch (error) {
      // What was being saved stays on the page: it can be saved again after signing in in another tab.
      if (isSignedOut(error) && request.method === 'GET') signedOut()
      throw error
    }
  })
}

/** The API, typed by the contract: `client.offers.list({ query: { page: 2 } })`. Throws ApiProblem. */
export const client = clientOver((input, init) => fetch(input, init))

/** The same for calls that may be given up: GoKart then stops working on them. */
export const clientUntil = (signal: AbortSignal): Client =>
  clientOver((input, init) => fetch(input, { ...init, signal }))

/** True where nobody is signed in (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.code === 'not_signed_in'
}

/** One sentence for people about why a call failed. */
export function messageOf(error: unknown): string {
  if (isSignedOut(error)) return 'You are signed out. Sign in in another tab, then try again here.'
  if (error instanceof ApiProblem) {
    const { status, requestId } = error.problem
    return status >= 500 ? `${error.message}. Request ${requestId}.` : error.message
  }
  // fetch rejects with a TypeError when no answer came at all.
  if (error instanceof TypeError) return 'GoKart did not answer. Check your connection and try again.'
  return error instanceof Error ? error.message : 'Something went wrong.'
}

/** What is wrong with the values that were sent, each with a JSON pointer into the body (`/name`, `/events/0/payout`). */
export function faultsOf(error: unknown): Fault[] {
  if (!(error instanceof ApiProblem)) return []
  return (error.problem.faults ?? []).map(({ pointer, message }) => ({
    message,
    pointer: pointer.replace(/^\/body/, ''),
  }))
}

/** True where the thing asked for is not there, or not yours. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 404
}
