import { api } from '@gokart/shared'
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { watch } from 'vue'
import { mountSetup } from '../test/mount'
import { useListQuery } from './useListQuery'

const at = (path: string) => mountSetup(() => useListQuery(api.offers.list.query), path)

describe('useListQuery', () => {
  it('takes the contract’s defaults from an empty URL', async () => {
    const { result: list } = await at('/offers')
    expect(list.query).toMatchObject({ page: 1, pageSize: 25, sort: '-createdAt', status: undefined })
    expect(list.isFiltered).toBe(false)
  })

  it('reads what the URL says, as the types of the contract', async () => {
    const { result: list } = await at('/offers?page=3&pageSize=50&sort=name&q=sale&status=active&advertiserId=7')
    expect(list.query).toMatchObject({
      page: 3,
      pageSize: 50,
      sort: 'name',
      q: 'sale',
      status: 'active',
      advertiserId: 7,
    })
    expect(list.isFiltered).toBe(true)
  })

  it.each([
    ['page=-3', 'page', 1],
    ['page=abc', 'page', 1],
    ['pageSize=7', 'pageSize', 25],
    ['sort=password', 'sort', '-createdAt'],
    ['status=gone', 'status', undefined],
    ['advertiserId=0', 'advertiserId', undefined],
    ['page=2&page=9', 'page', 2],
  ])('?%s falls back without spoiling the rest', async (query, name, value) => {
    const { result: list } = await at(`/offers?${query}&q=kept`)
    expect(list.query).toMatchObject({ [name]: value, q: 'kept' })
  })

  it('keeps defaults out of the URL, and what is not its own in it', async () => {
    const { result: list, router } = await at('/offers?status=active&page=2&panel=open')
    list.setFilters({ status: undefined })
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ panel: 'open' })
  })

  it('goes back to page 1 when the rows change, not when the page does', async () => {
    const { result: list } = await at('/offers?page=4')
    list.setPage(5)
    await flushPromises()
    expect(list.query.page).toBe(5)
    list.setFilters({ status: 'paused' })
    await flushPromises()
    expect(list.query).toMatchObject({ page: 1, status: 'paused' })
  })

  it('sorts by a key, then the other way round, then by another key', async () => {
    const { result: list } = await at('/offers')
    const seen: string[] = []
    for (const [key, first] of [['createdAt'], ['createdAt'], ['name'], ['status', 'desc']] as const) {
      list.sortBy(key, first)
      await flushPromises()
      seen.push(list.query.sort)
    }
    expect(seen).toEqual(['createdAt', '-createdAt', 'name', '-status'])
  })

  it('makes a step of the history of a choice, and none of typing', async () => {
    const { result: list, router } = await at('/offers')
    list.setFilters({ status: 'active' })
    await flushPromises()
    for (const text of ['s', 'sa', 'sal']) {
      list.search(text)
      await flushPromises()
    }
    expect(router.currentRoute.value.query).toEqual({ status: 'active', q: 'sal' })
    router.back()
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({})
    expect(list.query.status).toBeUndefined()
  })

  it('clears search and filters, and keeps the order', async () => {
    const { result: list } = await at('/offers?q=a&status=active&sort=name&page=2')
    list.clear()
    await flushPromises()
    expect(list.query).toMatchObject({ page: 1, sort: 'name', status: undefined, q: undefined })
  })

  it('does not change while its page is being left', async () => {
    let changes = 0
    const { router } = await mountSetup(() => {
      const list = useListQuery(api.offers.list.query)
      watch(
        () => list.query,
        () => (changes += 1),
        { flush: 'sync' },
      )
      return list
    }, '/offers?status=active')
    await router.push('/elsewhere?status=paused')
    expect(changes).toBe(0)
  })
})

describe('a list that may be long', () => {
  const long = (path: string) => mountSetup(() => useListQuery(api.conversions.list.query), path)

  it('reads several values of a filter, and writes them', async () => {
    const { result: list, router } = await long('/conversions?status=pending,success')
    expect(list.query.status).toEqual(['pending', 'success'])
    list.setFilters({ status: ['rejected', 'pending'] })
    await flushPromises()
    expect(router.currentRoute.value.query['status']).toBe('rejected,pending')
  })

  it('follows a cursor, and leaves it behind when the list becomes another one', async () => {
    const { result: list, router } = await long('/conversions?page=7')
    list.follow({ after: 'cursor' })
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ after: 'cursor' })
    expect(list.query).toMatchObject({ page: 1, after: 'cursor' })
    expect(list.isFiltered).toBe(false)
    const changes = [
      () => list.sortBy('revenue'),
      () => list.setPageSize(50),
      () => list.search('x'),
      () => list.setFilters({ offerId: 3 }),
      () => list.follow({}),
      () => list.clear(),
    ]
    for (const change of changes) {
      list.follow({ before: 'cursor' })
      await flushPromises()
      expect(list.query.before).toBe('cursor')
      change()
      await flushPromises()
      expect(list.query).toMatchObject({ page: 1, after: undefined, before: undefined })
    }
  })
})
