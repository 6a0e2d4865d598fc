import { type Grain, GRAINS, IdText } from '@gokart/shared'
import { useQuery } from '@pinia/colada'
import { computed, reactive } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '../api'
import { useRange } from '../composables/useRange'
import type { ReportParams } from '../composables/report-links'
import { grainsOf } from './grains'

/** The dashboard's range, advertiser and grain, kept in the URL, and its numbers. */
export function useDashboard() {
  const route = useRoute()
  const router = useRouter()
  const range = useRange('last30')
  const grains = computed(() => grainsOf(range.span))
  const set = (name: string, value: string | undefined) =>
    void router.push({ query: { ...route.query, [name]: value } })

  const advertiserId = computed({
    get: () => {
      const parsed = IdText.safeParse(route.query['advertiserId'])
      return parsed.success ? parsed.data : undefined
    },
    set: (id) => set('advertiserId', id === undefined ? undefined : String(id)),
  })
  const grain = computed<Grain | undefined>({
    get: () => GRAINS.find((one) => one === route.query['grain'] && grains.value.includes(one)),
    set: (wanted) => set('grain', wanted),
  })

  const query = useQuery({
    key: () => ['dashboard', { ...range.span, zone: range.zone, advertiserId: advertiserId.value, grain: grain.value }],
    query: () =>
      client.reports.dashboard({
        query: { ...range.span, zone: range.zone, advertiserId: advertiserId.value, grain: grain.value },
      }),
    placeholderData: (before) => before,
  })

  /** What reports and rows behind the numbers are narrowed to. */
  const params = computed<ReportParams>(() => ({
    range: range.value,
    zone: route.query['zone'] === undefined ? undefined : range.zone,
    advertiserId: advertiserId.value === undefined ? undefined : String(advertiserId.value),
  }))

  return { dashboard: reactive({ range, grains, advertiserId, grain, params }), query }
}
export type DashboardState = ReturnType<typeof useDashboard>['dashboard']
