import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { report } from '../composables/report.sample'
import { mountPage } from '../test/mount'
import ReportsPage from './ReportsPage.vue'

let asked: URL[]

beforeEach(() => {
  asked = []
  localStorage.clear()
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://gokart.test')
    asked.push(url)
    const body = url.pathname === '/api/reports' ? report : { items: [], total: 0, page: 1, pageSize: 25 }
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
  })
})
afterEach(() => vi.unstubAllGlobals())

const PATH =
  '/reports?dimensions=offer&metrics=clicks&compare=previous&country=DE&range=2026-11-01..2026-11-27&zone=UTC'
const lastReport = () => asked.findLast(({ pathname }) => pathname === '/api/reports')!.searchParams
const href = (wrapper: VueWrapper, name: string) => wrapper.get(`a[aria-label^="${name}"]`).attributes('href')

test('asks for what the URL says, and leaves out what it has wrong', async () => {
  await mountPage(ReportsPage, `${PATH}&sort=password&clock=never&device=&offerId=x&sub=3:abc&sub=nonsense`)
  expect(Object.fromEntries(lastReport())).toMatchObject({
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-28T00:00:00.000Z',
    zone: 'UTC',
    dimensions: 'offer',
    metrics: 'clicks',
    compare: 'previous',
    country: 'DE',
  })
  const left = [...lastReport().keys()].filter((name) => ['sort', 'clock', 'device', 'offerId'].includes(name))
  expect(left).toEqual([])
})

test('shows rows, their change, the total, what is maturing and what the reader must know', async () => {
  const { wrapper } = await mountPage(ReportsPage, PATH)
  const [first, second] = wrapper.findAll('tbody [role=row]')
  expect(first?.text()).toContain('Summer sale')
  expect(first?.text()).toContain('1,200')
  expect(first?.text()).toContain('+20.0%')
  expect(first?.text()).toContain('still maturing')
  expect(second?.text()).toContain('(none)')
  expect(second?.text()).toContain('new')
  expect(wrapper.get('[data-testid=totals]').text()).toContain('1,234')
  expect(wrapper.text()).toContain('There is no rate from SEK to EUR.')
})

test('a row is split further, a number leads to its rows', async () => {
  const { wrapper } = await mountPage(ReportsPage, PATH)
  const drill = new URL(wrapper.get('[data-row-link]').attributes('href') ?? '', 'http://gokart.test')
  expect(Object.fromEntries(drill.searchParams)).toMatchObject({ dimensions: 'partner', offerId: '7', country: 'DE' })
  const rows = new URL(href(wrapper, 'Clicks of Summer sale') ?? '', 'http://gokart.test')
  expect(rows.pathname).toBe('/reports/rows')
  expect(Object.fromEntries(rows.searchParams)).toEqual({
    metric: 'clicks',
    offerId: '7',
    country: 'DE',
    range: '2026-11-01..2026-11-27',
    zone: 'UTC',
  })
})

test('sorts by a header, then the other way round, and keeps it in the URL', async () => {
  const { wrapper, router } = await mountPage(ReportsPage, PATH)
  const header = () => wrapper.findAll('th[role=columnheader]').find((one) => one.text() === 'Clicks')!
  expect(header().attributes('aria-sort')).toBe('descending')
  await header().get('button').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.query['sort']).toBe('clicks')
  expect(lastReport().get('sort')).toBe('clicks')
  expect(header().attributes('aria-sort')).toBe('ascending')
})

test('columns are remembered for the next report, and the URL goes before them', async () => {
  localStorage.setItem('gokart-report-metrics', JSON.stringify(['clicks', 'epc']))
  const { router } = await mountPage(ReportsPage, '/reports')
  expect(router.currentRoute.value.query['metrics']).toBe('clicks,epc')
  await mountPage(ReportsPage, PATH)
  expect(lastReport().get('metrics')).toBe('clicks')
})

test('a report that takes long says so and is given up, by GoKart as well', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const answer = fetch
  let given: AbortSignal | undefined
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (!path.startsWith('/api/reports/stream?')) return answer(path)
    given = init.signal ?? undefined
    return new Promise((_, reject) =>
      given?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError'))),
    )
  })
  const { wrapper } = await mountPage(ReportsPage, '/reports?dimensions=pub_sub_1')
  expect(wrapper.find('[data-testid=long-work]').exists()).toBe(false)
  vi.advanceTimersByTime(3_000)
  await flushPromises()
  expect(wrapper.get('[data-testid=long-work]').text()).toContain('Reading the clicks')
  await wrapper.get('[data-testid=long-work] button').trigger('click')
  await flushPromises()
  vi.useRealTimers()
  expect(given?.aborted).toBe(true)
  expect(wrapper.text()).toContain('Cancelled.')
  expect(wrapper.find('[data-testid=long-work]').exists()).toBe(false)
})

test('a report from rows says how far it is, and why there is none', async () => {
  const answer = fetch
  let tell: (step: object) => void = () => {}
  const body = new ReadableStream({
    start(controller) {
      const encoder = new TextEncoder()
      tell = (step) => controller.enqueue(encoder.encode(`data: ${JSON.stringify(step)}\n\n`))
    },
  })
  vi.stubGlobal('fetch', async (path: string) =>
    path.startsWith('/api/reports/stream?') ? new Response(body) : answer(path),
  )
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const { wrapper } = await mountPage(ReportsPage, '/reports?dimensions=device')
  tell({ progress: 0.25 })
  vi.advanceTimersByTime(2_000)
  await flushPromises()
  expect(wrapper.get('[data-testid=long-work] [role=progressbar]').attributes('aria-valuenow')).toBe('25')
  tell({ fault: 'Choose a shorter range.' })
  await flushPromises()
  vi.useRealTimers()
  await vi.waitFor(() => expect(wrapper.text()).toContain('Choose a shorter range.'))
})

test('a filter is taken away', async () => {
  const { wrapper, router } = await mountPage(ReportsPage, PATH)
  await wrapper.get('[aria-label="Take the filter Country away"]').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.query['country']).toBeUndefined()
  expect(router.currentRoute.value.query['dimensions']).toBe('offer')
})
