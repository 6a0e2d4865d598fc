import { NO_EVENT_RULES, type Problem, type ProblemCode, PROBLEMS } from '@gokart/shared'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { mountPage } from '../test/mount'
import { offer } from './offer.sample'
import OfferForm from './OfferForm.vue'

interface Call {
  method: string
  path: string
  body: Record<string, unknown>
}
let calls: Call[]
/** What the API answers to the next write. */
let answer: () => Response

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
function refuse(code: ProblemCode, detail: string): () => Response {
  const { status, title } = PROBLEMS[code]
  const problem: Problem = { type: `urn:gokart:problem:${code}`, code, title, status, detail, requestId: 'r1' }
  return () => json(problem, status)
}

beforeEach(() => {
  calls = []
  answer = () => json(offer)
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (init.method === 'GET') {
      const page = { items: [], total: 0, page: 1, pageSize: 25 }
      return json(path.startsWith('/api/postback-url') ? { url: 'https://go.example/postback?x', segments: [] } : page)
    }
    calls.push({ method: init.method ?? '', path, body: JSON.parse(String(init.body)) as Call['body'] })
    return answer()
  })
})
afterEach(() => vi.unstubAllGlobals())

const mountForm = (props: Record<string, unknown>) => mountPage(OfferForm, '/form', { cancelTo: '/offers', ...props })
const eventNames = (wrapper: VueWrapper) =>
  wrapper.findAll<HTMLInputElement>('fieldset [data-pointer$="/name"] input').map(({ element }) => element.value)
async function press(wrapper: VueWrapper, label: string) {
  await wrapper.get(`[aria-label="${label}"]`).trigger('click')
  await flushPromises()
}
async function save(wrapper: VueWrapper) {
  await wrapper.get('form').trigger('submit')
  await flushPromises()
}
const faultAt = (wrapper: VueWrapper, pointer: string) => wrapper.find(`[data-pointer="${pointer}"] [role=alert]`)

describe('a new offer', () => {
  test('says what is missing and sends nothing', async () => {
    const { wrapper } = await mountForm({ advertiserId: 4 })
    await save(wrapper)
    expect(wrapper.get('[data-pointer="/name"] [data-slot=error]').text()).toBe('Must not be empty')
    expect(wrapper.text()).toContain('The link is empty.')
    expect(calls).toEqual([])
  })

  test('is sent as the fields say, with the click parameter that was added', async () => {
    const { wrapper } = await mountForm({ advertiserId: 4 })
    await wrapper.get('[data-pointer="/name"] input').setValue('Winter')
    await wrapper.get('textarea').setValue('https://acme.everflow.io/A/B/')
    expect(wrapper.get('[role=status]').text()).toContain('Recognised: Everflow.')
    expect(wrapper.get('[data-testid=link-marks] [data-added]').text()).toContain('sub1=')
    await wrapper.get('[data-pointer="/events/0/payout"] input').setValue('12.50')
    await save(wrapper)
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({ method: 'POST', path: '/api/offers' })
    expect(calls[0]?.body).toMatchObject({
      advertiserId: 4,
      name: 'Winter',
      trackingLink: 'https://acme.everflow.io/A/B/?sub1={gk_click_id}',
      trackerId: 'everflow',
      clickParameter: null,
      fallbackUrl: null,
      events: [{ name: '', eventId: null, payoutType: 'flat', payout: '12.50' }],
    })
  })
})

describe('events', () => {
  test('are moved and removed, and keep their IDs', async () => {
    const { wrapper } = await mountForm({ offer })
    await press(wrapper, 'Move event 3 up')
    await press(wrapper, 'Remove event 1')
    await save(wrapper)
    expect(calls[0]).toMatchObject({ method: 'PATCH', path: '/api/offers/9' })
    expect(calls[0]?.body).toMatchObject({ version: 3, events: [{ id: 3 }, { id: 2 }] })
  })

  test('one that has conversions comes back to its place, with the reason beside it', async () => {
    const { wrapper } = await mountForm({ offer })
    answer = refuse('event_in_use', 'The event has conversions and must stay.')
    await press(wrapper, 'Remove event 2')
    await save(wrapper)
    expect(eventNames(wrapper)).toEqual(['SignUp', 'Trade', 'Deposit'])
    expect(faultAt(wrapper, '/events/1').text()).toBe('This event has conversions and must stay.')
    expect(faultAt(wrapper, '/events/0').exists()).toBe(false)
    expect((document.activeElement as HTMLInputElement).value).toBe('Trade')
  })

  test('of several that were removed, any may be the one', async () => {
    const { wrapper } = await mountForm({ offer })
    answer = refuse('event_in_use', 'The event has conversions and must stay.')
    await press(wrapper, 'Remove event 3')
    await press(wrapper, 'Remove event 1')
    await save(wrapper)
    expect(eventNames(wrapper)).toEqual(['SignUp', 'Trade', 'Deposit'])
    expect(faultAt(wrapper, '/events/0').text()).toContain('remove them one by one')
    expect(faultAt(wrapper, '/events/2').text()).toContain('remove them one by one')
    expect(faultAt(wrapper, '/events/1').exists()).toBe(false)
  })
})

describe('the rules of an event', () => {
  const rules = (wrapper: VueWrapper, index: number) => wrapper.findAll<HTMLDetailsElement>('details')[index]!
  async function unfold(wrapper: VueWrapper, index: number) {
    rules(wrapper, index).element.open = true
    await rules(wrapper, index).trigger('toggle')
  }
  async function fold(wrapper: VueWrapper, index: number) {
    rules(wrapper, index).element.open = false
    await rules(wrapper, index).trigger('toggle')
  }
  const fill = (wrapper: VueWrapper, pointer: string, value: string) =>
    wrapper.get(`[data-pointer="/events/1/${pointer}"] input`).setValue(value)

  test('are closed, say what they are, and are sent as the fields say', async () => {
    const { wrapper } = await mountForm({ offer })
    expect([rules(wrapper, 1).element.open, rules(wrapper, 1).get('summary').text()]).toEqual([false, 'RulesNone'])
    await unfold(wrapper, 1)
    await fill(wrapper, 'sequenceNumber', '2')
    await fill(wrapper, 'minTimeFromPreviousEvent', '90')
    await wrapper.get('[data-pointer="/events/1/minTimeFromPreviousEvent"] select').setValue('minutes')
    await fill(wrapper, 'caps/daily', '10')
    await fill(wrapper, 'budgets/lifetime', ' 99.50 ')
    await fill(wrapper, 'deadlineDays', '30')
    await fill(wrapper, 'deadlineDays', '')
    expect(rules(wrapper, 1).get('summary').text()).toContain('Number 2 in the order · at least 90 minutes after')
    await save(wrapper)
    const [first, second] = calls[0]!.body['events'] as unknown[]
    expect(first).toMatchObject({ ...NO_EVENT_RULES, id: 1 })
    expect(second).toMatchObject({
      sequenceNumber: 2,
      minTimeFromPreviousEvent: 5_400,
      deadlineDays: null,
      caps: { ...NO_EVENT_RULES.caps, daily: 10 },
      budgets: { ...NO_EVENT_RULES.budgets, lifetime: '99.50' },
    })
  })

  test('open where one of them has a fault, which is said there and gets the focus', async () => {
    const { wrapper } = await mountForm({ offer })
    await unfold(wrapper, 1)
    await fill(wrapper, 'caps/weekly', '0')
    await fold(wrapper, 1)
    expect(rules(wrapper, 1).element.open).toBe(false)
    await save(wrapper)
    expect(calls).toEqual([])
    expect([rules(wrapper, 0).element.open, rules(wrapper, 1).element.open]).toEqual([false, true])
    const field = wrapper.get('[data-pointer="/events/1/caps/weekly"]')
    expect(field.get('[data-slot=error]').text()).toContain('leave it empty for no limit')
    expect(field.element.contains(document.activeElement)).toBe(true)
    // It cannot be folded away before it is mended.
    await fold(wrapper, 1)
    expect(rules(wrapper, 1).element.open).toBe(true)
  })

  test('of an offer with one event have no order', async () => {
    const { wrapper } = await mountForm({ advertiserId: 4 })
    await unfold(wrapper, 0)
    expect(wrapper.find('[data-pointer="/events/0/caps/daily"]').exists()).toBe(true)
    expect(wrapper.find('[data-pointer="/events/0/sequenceNumber"]').exists()).toBe(false)
  })
})

test('a newer version by someone else can be loaded', async () => {
  const onReload = vi.fn<() => void>()
  const { wrapper } = await mountForm({ offer, onReload })
  answer = refuse('stale_version', 'The offer was changed after you opened it.')
  await wrapper.get('[data-pointer="/name"] input').setValue('Other')
  await save(wrapper)
  expect(wrapper.text()).toContain('The offer was changed after you opened it.')
  await wrapper
    .findAll('button')
    .find((button) => button.text() === 'Reload offer')
    ?.trigger('click')
  expect(onReload).toHaveBeenCalledOnce()
})
