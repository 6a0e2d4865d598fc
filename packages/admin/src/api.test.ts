import { afterEach, expect, it, vi } from 'vitest'
import { client, isSignedOut, messageOf, onSignedOut } from './api'

const signedOut = vi.fn<() => void>()
onSignedOut(signedOut)
afterEach(() => {
  vi.unstubAllGlobals()
  signedOut.mockClear()
})

function nobodyIsSignedIn(): void {
  const problem = { code: 'not_signed_in', status: 401, title: 'You are not signed in' }
  vi.stubGlobal('fetch', async () => Response.json(problem, { status: 401 }))
}

it('leaves the page when it cannot be read any more', async () => {
  nobodyIsSignedIn()
  await expect(client.offers.get({ params: { id: 1 } })).rejects.toSatisfy(isSignedOut)
  expect(signedOut).toHaveBeenCalledOnce()
})

it('keeps what was being saved on the page, and says what to do', async () => {
  nobodyIsSignedIn()
  const refusal = await client.conversions
    .patch({ params: { id: 'x' }, body: { status: 'rejected', reason: 'fraud' } })
    .catch((error: unknown) => error)
  expect(messageOf(refusal)).toBe('You are signed out. Sign in in another tab, then try again here.')
  expect(signedOut).not.toHaveBeenCalled()
})
