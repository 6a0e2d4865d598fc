import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dashboard } from '../composables/report.sample'
import { mountPage } from '../test/mount'
import HomePage from './HomePage.vue'

let offers: number
let asked: string[]

const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
beforeEach(() => {
  offers = 1
  asked = []
  localStorage.clear()
  localStorage.setItem('gokart-trend-view', 'table')
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    if (path.startsWith('/api/dashboard')) return json(dashboard)
    return json({ items: [], total: path.startsWith('/api/offers') ? offers : 0, page: 1, pageSize: 5 })
  })
})
afterEach(() => vi.unstubAllGlobals())

test('shows the range in numbers, each with its change and its rows', async () => {
  const { wrapper } = await mountPage(HomePage, '/?range=today&advertiserId=4')
  const clicks = wrapper.get('[data-metric=clicks]')
  expect(clicks.get('[data-testid=value]').text()).toBe('1,200')
  expect(clicks.text()).toContain('+20.0%')
  expect(clicks.get('a').attributes('href')).toBe('/reports/rows?range=today&advertiserId=4&metric=clicks')
  expect(wrapper.get('[data-metric=conversions]').text()).toContain('10 pending · 30 success · 2 rejected')
  expect(wrapper.get('[data-metric=revenue]').text()).toContain('$99.50')
  expect(asked.find((path) => path.startsWith('/api/dashboard'))).toContain('advertiserId=4')
})

test('a tile chooses what the chart shows; its table has the same numbers and the range before', async () => {
  const { wrapper } = await mountPage(HomePage)
  const trend = () => wrapper.get('[data-testid=trend]').text()
  expect(trend()).toContain('600')
  expect(trend()).toContain('400')
  await wrapper.get('[data-metric=revenue] button').trigger('click')
  expect(wrapper.get('[data-metric=revenue] button').attributes('aria-pressed')).toBe('true')
  expect(trend()).toContain('Revenue')
})

test('t changes between picture and table, but not while somebody types', async () => {
  const { wrapper } = await mountPage(HomePage)
  const isTable = () => wrapper.get('[aria-keyshortcuts=t]').attributes('aria-pressed')
  const field = document.body.appendChild(document.createElement('input'))
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 't', bubbles: true }))
  await flushPromises()
  expect(isTable()).toBe('true')
  await wrapper.get('h1').trigger('keydown', { key: 't' })
  await flushPromises()
  expect(isTable()).toBe('false')
})

test('without an offer it says what would be here and what to do', async () => {
  offers = 0
  const { wrapper } = await mountPage(HomePage)
  expect(wrapper.text()).toContain('Make your first offer')
  expect(wrapper.find('[data-metric]').exists()).toBe(false)
})
