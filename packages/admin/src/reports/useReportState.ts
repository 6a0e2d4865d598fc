import { type DimensionName, type MetricName, ReportQuery } from '@gokart/shared'
import { computed, reactive } from 'vue'
import { type LocationQuery, type LocationQueryRaw, useRoute, useRouter } from 'vue-router'
import type { z } from 'zod'
import type { client } from '../api'
import type { ReportParams } from '../composables/report-links'
import { useRange } from '../composables/useRange'
import { useSession } from '../shell/session'
import { mayUse } from './drill'
import { type ActiveFilter, filtersOf } from './filters'

const DEFAULT_DIMENSIONS: DimensionName[] = ['day']
export const DEFAULT_METRICS: MetricName[] = ['clicks', 'conversions', 'cr', 'revenue']
const PAGE_SIZE = 50
/** What the range and zone say is not of the query. */
const OWN = Object.keys(ReportQuery.shape).filter((name) => !['from', 'to', 'zone'].includes(name))

type ReportCall = Parameters<typeof client.reports.run>[0]['query']
type ScopeCall = Omit<Parameters<typeof client.reports.rows>[0]['query'], 'metric'>
/** What is of the report and not of which rows it counts. */
const SHOWN = ['dimensions', 'metrics', 'sort', 'compare', 'page', 'pageSize']

/** A report as its URL says it: what is wrong in there is left out, what is not there is the default. */
export function useReportState() {
  const route = useRoute()
  const router = useRouter()
  const ownPath = route.path
  const session = useSession()
  const range = useRange('last30')

  // While this page is being left the route is already the next page's: keep what was.
  const params = computed<ReportParams>((before) =>
    before && route.path !== ownPath ? before : readParams(route.query),
  )
  const listOf = <T extends string>(name: string, standard: T[]) => {
    const text = params.value[name]
    return text === undefined ? standard : ([text].flat().join(',').split(',').filter(Boolean) as T[])
  }
  const dimensions = computed(() =>
    listOf<DimensionName>('dimensions', DEFAULT_DIMENSIONS).filter((name) => mayUse(name, session.isOps)),
  )
  const metrics = computed(() => listOf<MetricName>('metrics', DEFAULT_METRICS))
  const sort = computed(() => validSort(params.value['sort'], [...dimensions.value, ...metrics.value]))
  const page = computed(() => Number(params.value['page'] ?? 1))

  const query = computed(() => {
    const { page: _page, ...others } = params.value
    const shown = { dimensions: dimensions.value.join(','), metrics: metrics.value.join(',') }
    const call = {
      ...others,
      ...shown,
      ...range.span,
      zone: range.zone,
      sort: sort.value,
      page: page.value,
      pageSize: PAGE_SIZE,
    }
    // Each value was read by the schema of the call.
    return call as unknown as ReportCall
  })

  const scope = computed(() => {
    const rows = Object.entries(params.value).filter(([name]) => !SHOWN.includes(name))
    return { ...Object.fromEntries(rows), ...range.span, zone: range.zone } as unknown as ScopeCall
  })

  /** Changes of the URL; undefined takes something out. Other rows begin at their first page. */
  function set(change: ReportParams, how: 'push' | 'replace' = 'push') {
    const next: LocationQueryRaw = { ...route.query, page: undefined, after: undefined, ...change }
    void router[how]({ query: next, hash: route.hash })
  }

  return reactive({
    range,
    dimensions,
    metrics,
    filters: computed<ActiveFilter[]>(() => filtersOf(params.value)),
    clock: computed(() => (params.value['clock'] === 'click' ? 'click' : 'conversion')),
    compare: computed(() => params.value['compare'] as 'previous' | 'week' | undefined),
    currency: computed(() => params.value['currency'] as string | undefined),
    sort,
    page,
    pageSize: PAGE_SIZE,
    query,
    /** Which rows are counted, for calls that are no report. */
    scope,
    /** All of it as the URL has it, for links to other reports. */
    params: computed<ReportParams>(() => ({
      ...params.value,
      page: undefined,
      range: range.value,
      zone: route.query['zone'] === undefined ? undefined : range.zone,
    })),
    set,
  })
}
export type ReportState = ReturnType<typeof useReportState>

/** Each value by itself, so that one that is wrong does not spoil the others. */
function readParams(given: LocationQuery): ReportParams {
  const shape = ReportQuery.shape as Record<string, z.ZodType>
  const entries = OWN.flatMap((name) => {
    const value = given[name]
    if (value === undefined || value === null) return []
    const texts = [value].flat().filter((one) => one !== null)
    const read = name === 'sub' ? texts : texts[0]!
    return shape[name]?.safeParse(read).success ? [[name, read] as const] : []
  })
  return Object.fromEntries(entries)
}

function validSort(sort: string | string[] | undefined, names: string[]): string | undefined {
  const text = [sort].flat()[0]
  return text !== undefined && names.includes(text.replace(/^-/, '')) ? text : undefined
}
