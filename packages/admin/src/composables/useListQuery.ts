import { computed, reactive } from 'vue'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'
import type { z } from 'zod'

/** The query of a list endpoint: `api.offers.list.query`. */
export type ListSchema = z.ZodObject<Record<'page' | 'pageSize' | 'sort' | 'q', z.ZodType> & z.ZodRawShape>
export type ListFilters<S extends ListSchema> = Partial<Omit<z.output<S>, 'pageSize' | 'sort' | 'q' | Place>>
/** Where in the list one is. */
type Place = 'page' | 'after' | 'before'

export const PAGE_SIZES = [25, 50, 100] as const

/** What a table needs to know of a list. */
export interface ListState {
  readonly query: { page: number; pageSize: number; sort: string; q?: string | undefined }
  /** A search or filter narrows the list: an empty answer then means "nothing matches", not "nothing here yet". */
  readonly isFiltered: boolean
  setPage(page: number): void
  /** Goes on from a cursor of the page's answer; without one to the first page. */
  follow(place: { after?: string | undefined; before?: string | undefined }): void
  setPageSize(size: number): void
  /** Sorts by this key; by the same key again: the other way round. */
  sortBy(key: string, first?: 'asc' | 'desc'): void
  search(text: string): void
  clear(): void
}

export interface ListQuery<S extends ListSchema> extends ListState {
  readonly query: z.output<S> & ListState['query']
  /** Sets filters (undefined takes one away) and goes back to page 1. */
  setFilters(change: ListFilters<S>): void
}

type Values = Record<string, unknown>
const START: Record<Place, undefined> = { page: undefined, after: undefined, before: undefined }

/**
 * Page, sort, search and filters of a list, kept in the URL and typed by the contract.
 * What the URL has wrong falls back to its default; defaults stay out of the URL.
 * Each choice is a step of the browser's history; typing a search is not.
 */
export function useListQuery<S extends ListSchema>(schema: S): ListQuery<S> {
  const route = useRoute()
  const router = useRouter()
  const ownPath = route.path
  const defaults = readQuery(schema, {})
  // While this page is being left the route is already the next page's: keep what was, or it would be fetched again.
  const query = computed<Values>((before) =>
    before && route.path !== ownPath ? before : readQuery(schema, route.query),
  )

  function go(change: Values, how: 'push' | 'replace' = 'push') {
    const next: LocationQuery = { ...route.query }
    for (const [name, value] of Object.entries(change)) {
      const isDefault = value === undefined || value === null || value === '' || value === defaults[name]
      if (isDefault) delete next[name]
      else next[name] = String(value)
    }
    void router[how]({ query: next, hash: route.hash })
  }

  const narrowing = Object.keys(schema.shape).filter(
    (name) => !['pageSize', 'sort', ...Object.keys(START)].includes(name),
  )
  const isFiltered = computed(() => narrowing.some((name) => query.value[name] !== defaults[name]))

  return reactive({
    query,
    isFiltered,
    setPage: (page: number) => go({ ...START, page }),
    follow: (place: Values) => go({ ...START, ...place }),
    setPageSize: (pageSize: number) => go({ ...START, pageSize }),
    sortBy: (key: string, first: 'asc' | 'desc' = 'asc') =>
      go({ ...START, sort: nextSort(query.value['sort'] as string, key, first) }),
    search: (text: string) => go({ ...START, q: text.trim() }, 'replace'),
    setFilters: (change: Values) => go({ ...START, ...change }),
    clear: () => go({ ...START, ...Object.fromEntries(narrowing.map((name) => [name, undefined])) }),
  }) as unknown as ListQuery<S>
}

function nextSort(sort: string, key: string, first: 'asc' | 'desc'): string {
  if (sort === key) return `-${key}`
  if (sort === `-${key}`) return key
  return first === 'desc' ? `-${key}` : key
}

/** Each value by itself, so that one that is wrong does not spoil the others. */
function readQuery(schema: ListSchema, given: LocationQuery): Values {
  const entries = Object.entries(schema.shape).map(([name, field]) => {
    const value = given[name]
    const text = (Array.isArray(value) ? value[0] : value) || undefined
    const parsed = (field as z.ZodType).safeParse(text)
    return [name, parsed.success ? parsed.data : (field as z.ZodType).safeParse(undefined).data]
  })
  const query: Values = Object.fromEntries(entries)
  if (!PAGE_SIZES.some((size) => size === query['pageSize'])) query['pageSize'] = PAGE_SIZES[0]
  return query
}
