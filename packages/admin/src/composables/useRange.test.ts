import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { mountSetup } from '../test/mount'
import { readerZone, useRange } from './useRange'

const at = (path: string) => mountSetup(() => useRange('last30'), path)

test('what the URL has wrong is the default, in the reader’s zone', async () => {
  const { result: range } = await at('/reports?range=last8&zone=Mars/Olympus')
  expect(range).toMatchObject({ value: 'last30', preset: 'last30', zone: readerZone, text: 'Last 30 days' })
})

test('days of the URL are those of its zone', async () => {
  const { result: range } = await at('/reports?range=2026-11-01..2026-11-01&zone=America/New_York')
  expect(range.span).toEqual({ from: '2026-11-01T04:00:00.000Z', to: '2026-11-02T05:00:00.000Z' })
  expect(range.preset).toBeUndefined()
})

test('a choice goes to the URL, the default leaves it; another page of rows is no longer meant', async () => {
  const { result: range, router } = await at('/reports?page=3&metrics=clicks')
  range.set('today')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ range: 'today', metrics: 'clicks' })
  range.set('last30')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ metrics: 'clicks' })
})

test('while the page is left, its range stays', async () => {
  const { result: range, router } = await at('/reports?range=today')
  expect(range.value).toBe('today')
  await router.push('/elsewhere')
  expect(range.value).toBe('today')
})
