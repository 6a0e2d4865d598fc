import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import { createAdminRouter } from './router'

const page = { render: () => null }

/** The API of someone with this role, or of nobody. */
function signedInAs(role: 'ops' | 'advertiser' | undefined) {
  const answer = role
    ? Response.json({ user: { id: 1, email: 'a@b.example', role } })
    : Response.json({ code: 'not_signed_in', status: 401, title: 'You are not signed in' }, { status: 401 })
  const fetched = vi.fn<typeof fetch>(async () => answer.clone())
  vi.stubGlobal('fetch', fetched)
  return fetched
}

async function arriveAt(path: string) {
  const router = createAdminRouter(createMemoryHistory())
  router.addRoute({ path: '/anyone', component: page })
  router.addRoute({ path: '/ops-only', component: page, meta: { role: 'ops' } })
  // Without a listener the router writes failures to the console; App.vue is the listener of the admin.
  router.onError(() => {})
  await router.push(path)
  return router
}

describe('the router', () => {
  beforeEach(() => setActivePinia(createPinia()))
  afterEach(() => vi.unstubAllGlobals())

  it('sends people who are not signed in to sign in, and remembers where they wanted to go', async () => {
    signedInAs(undefined)
    const router = await arriveAt('/anyone?page=2#row')
    expect(router.currentRoute.value.path).toBe('/sign-in')
    expect(router.currentRoute.value.query).toEqual({ next: '/anyone?page=2#row' })
  })

  it('asks the API once who is signed in', async () => {
    const fetched = signedInAs('advertiser')
    const router = await arriveAt('/anyone')
    await router.push('/anyone?page=2')
    expect(fetched).toHaveBeenCalledOnce()
  })

  it.each([
    ['ops', '/ops-only', undefined],
    ['advertiser', '/ops-only', 'not-found'],
    ['advertiser', '/no-such-page', 'not-found'],
  ] as const)('%s at %s', async (role, path, name) => {
    signedInAs(role)
    const router = await arriveAt(path)
    expect(router.currentRoute.value.name).toBe(name)
    expect(router.currentRoute.value.path).toBe(path)
  })

  it.each([
    ['/sign-in?next=/anyone', '/anyone'],
    ['/sign-in?next=https://evil.example', '/'],
  ])('sends who is signed in on from %s', async (path, to) => {
    signedInAs('ops')
    const router = await arriveAt(path)
    expect(router.currentRoute.value.fullPath).toBe(to)
  })

  it('does not take a failing API for nobody being signed in', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await expect(arriveAt('/anyone')).rejects.toThrow('fetch failed')
  })
})
