import { type VueWrapper } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h, type PropType, reactive } from 'vue'
import type { ListState } from '../composables/useListQuery'
import { mountPage } from '../test/mount'
import DataTable from './DataTable.vue'
import type { Column } from './table'

interface Fruit {
  id: number
  name: string
  price: string
}

const ROWS: Fruit[] = [
  { id: 1, name: 'Apple', price: '1.20' },
  { id: 2, name: 'Pear', price: '2.40' },
]
const COLUMNS: Column<Fruit>[] = [
  { key: 'name', label: 'Name', text: (fruit) => fruit.name, sort: 'name' },
  { key: 'price', label: 'Price', text: (fruit) => fruit.price, sort: 'price', first: 'desc', align: 'right' },
  { key: 'colour', label: 'Colour', text: () => 'green' },
]

function listState(query: Partial<ListState['query']> = {}, isFiltered = false) {
  const calls = {
    setPage: vi.fn<ListState['setPage']>(),
    follow: vi.fn<ListState['follow']>(),
    setPageSize: vi.fn<ListState['setPageSize']>(),
    sortBy: vi.fn<ListState['sortBy']>(),
    search: vi.fn<ListState['search']>(),
    clear: vi.fn<ListState['clear']>(),
  }
  return reactive({ query: { page: 1, pageSize: 25, sort: 'name', ...query }, isFiltered, ...calls })
}

const Page = defineComponent({
  props: { table: { type: Object as PropType<Record<string, unknown>>, required: true } },
  setup: (props) => () =>
    h(
      DataTable<Fruit>,
      { label: 'Fruit', list: listState(), columns: COLUMNS, rowKey: (row: Fruit) => row.id, ...props.table } as never,
      {
        empty: () => 'No fruit yet. Plant a tree.',
        actions: ({ row }: { row: Fruit }) => h('button', { type: 'button' }, `Eat ${row.name}`),
      },
    ),
})

const mountTable = (table: Record<string, unknown>) => mountPage(Page, '/fruit', { table })
const button = (wrapper: VueWrapper, name: string) =>
  wrapper.findAll('button').find((one) => one.text() === name || one.attributes('aria-label') === name)

describe('DataTable', () => {
  it('shows rows, sortable heads as buttons, and who sorts', async () => {
    const list = listState({ sort: '-price' })
    const { wrapper } = await mountTable({ list, page: { items: ROWS, total: 2 } })
    expect(wrapper.findAll('tbody tr').map((row) => row.text())).toEqual([
      'Apple1.20greenEat Apple',
      'Pear2.40greenEat Pear',
    ])
    const heads = wrapper.findAll('th')
    expect(heads.map((head) => head.attributes('aria-sort'))).toEqual(['none', 'descending', undefined, undefined])
    await button(wrapper, 'Price')?.trigger('click')
    expect(list.sortBy).toHaveBeenCalledWith('price', 'desc')
    expect(heads[2]?.find('button').exists()).toBe(false)
  })

  it('shows skeleton rows before the first answer, and says that it is busy', async () => {
    const { wrapper } = await mountTable({ page: undefined, loading: true })
    expect(wrapper.findAll('tbody tr[aria-hidden=true]')).toHaveLength(10)
    expect(wrapper.get('table').attributes('aria-busy')).toBe('true')
  })

  it('says what would be here when there is nothing', async () => {
    const { wrapper } = await mountTable({ page: { items: [], total: 0 } })
    expect(wrapper.text()).toBe('No fruit yet. Plant a tree.')
  })

  it('offers to clear filters that nothing matches', async () => {
    const list = listState({ q: 'x' }, true)
    const { wrapper } = await mountTable({ list, page: { items: [], total: 0 } })
    expect(wrapper.text()).toContain('Nothing matches')
    await button(wrapper, 'Clear search and filters')?.trigger('click')
    expect(list.clear).toHaveBeenCalledOnce()
  })

  it('leads back from a page that is no more', async () => {
    const list = listState({ page: 9 })
    const { wrapper } = await mountTable({ list, page: { items: [], total: 30 } })
    await button(wrapper, 'Go to the first page')?.trigger('click')
    expect(list.setPage).toHaveBeenCalledWith(1)
  })

  it('keeps the old rows when loading fails, and tries again', async () => {
    const onRetry = vi.fn<() => void>()
    const error = new TypeError('fetch failed')
    const { wrapper } = await mountTable({ page: { items: ROWS, total: 2 }, error, onRetry })
    expect(wrapper.get('[role=alert]').text()).toContain('GoKart did not answer')
    expect(wrapper.findAll('tbody tr')).toHaveLength(2)
    await button(wrapper, 'Try again')?.trigger('click')
    expect(onRetry).toHaveBeenCalledOnce()
  })

  it('says what failed when there is nothing old to show', async () => {
    const { wrapper } = await mountTable({ page: undefined, error: new TypeError('fetch failed') })
    expect(wrapper.get('[role=alert]').text()).toContain('This could not be loaded')
    expect(wrapper.find('table').exists()).toBe(false)
  })

  it('counts pages, and turns them', async () => {
    const list = listState({ page: 2 })
    const { wrapper } = await mountTable({ list, page: { items: ROWS, total: 1234 } })
    const pages = wrapper.get('nav[aria-label=Pages]')
    expect(pages.text()).toContain('26–27 of 1,234')
    expect(pages.text()).toContain('2 / 50')
    await button(wrapper, 'Next page')?.trigger('click')
    await button(wrapper, 'Page before')?.trigger('click')
    expect(list.setPage.mock.calls).toEqual([[3], [1]])
  })

  it('turns pages by cursor where the answer has them, and says where a total is not exact', async () => {
    const list = listState({ pageSize: 2 as never })
    const page = {
      items: ROWS,
      total: 10_000,
      totalIsExact: false,
      page: 3,
      next: 'n',
      previous: 'p',
      searchedTo: null,
    }
    const { wrapper } = await mountTable({ list, page })
    const pages = wrapper.get('nav[aria-label=Pages]')
    expect(pages.text()).toContain('5–6 of 10,000+')
    expect(pages.text()).not.toContain('/')
    for (const name of ['Next page', 'Page before', 'First page']) await button(wrapper, name)?.trigger('click')
    expect(list.follow.mock.calls).toEqual([[{ after: 'n' }], [{ before: 'p' }], [{}]])
    expect(wrapper.text()).not.toContain('Search further')
  })

  it('ends at the last page, which the answer tells', async () => {
    const page = { items: ROWS, total: 27, totalIsExact: true, page: 2, next: null, previous: 'p' }
    const { wrapper } = await mountTable({ page })
    expect(button(wrapper, 'Next page')?.attributes('disabled')).toBeDefined()
    expect(wrapper.get('nav').text()).toContain('26–27 of 27')
    expect(wrapper.get('nav').text()).toContain('2 / 2')
  })

  it.each([
    ['some', ROWS, 'There may be more'],
    ['nothing', [], 'Nothing found yet'],
  ])('says how far it searched where that was not the whole list, with %s found', async (_, items, title) => {
    const list = listState({ trafficClass: 'bot' } as never, true)
    const searchedTo = new Date(2026, 10, 3, 14, 5).toISOString()
    const page = { items, total: items.length, totalIsExact: false, page: 1, next: 'n', previous: null, searchedTo }
    const { wrapper } = await mountTable({ list, page })
    expect(wrapper.text()).toContain(title)
    expect(wrapper.text()).toMatch(/Searched as far as .*2026/)
    expect(wrapper.text()).not.toContain('Nothing matches')
    await button(wrapper, 'Search further')?.trigger('click')
    expect(list.follow).toHaveBeenCalledWith({ after: 'n' })
  })

  it('opens a row by a click anywhere in it, but not by its buttons', async () => {
    const rowLink = (row: Fruit) => `/elsewhere?fruit=${row.id}`
    const { wrapper, router } = await mountTable({ page: { items: ROWS, total: 2 }, rowLink })
    await button(wrapper, 'Eat Pear')?.trigger('click')
    expect(router.currentRoute.value.path).toBe('/fruit')
    await wrapper.findAll('tbody tr')[1]?.findAll('td')[2]?.trigger('click')
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/elsewhere?fruit=2'))
  })

  it('goes from row to row by arrow keys', async () => {
    const { wrapper } = await mountTable({ page: { items: ROWS, total: 2 }, rowLink: () => '/elsewhere' })
    const [first, second] = wrapper.findAll<HTMLElement>('[data-row-link]')
    first?.element.focus()
    await first?.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(second?.element)
    await second?.trigger('keydown', { key: 'ArrowUp' })
    expect(document.activeElement).toBe(first?.element)
  })
})
