import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useSavedViews } from '../composables/useSavedViews'
import type { ReportState } from './useReportState'

/** The saved report that is open, and what the report as it stands would be saved as. */
export function useOpenView(state: ReportState) {
  const route = useRoute()
  const router = useRouter()
  const { data } = useSavedViews()

  const views = computed(() => data.value?.items ?? [])
  const view = computed(() => views.value.find(({ id }) => String(id) === route.query['view']))
  /** All that was chosen by name, also what is a default: one that changes, or columns that are remembered, must not change it. */
  const url = computed(() => {
    const { page: _page, ...params } = state.params
    const chosen = { ...params, dimensions: state.dimensions.join(','), metrics: state.metrics.join(',') }
    return router.resolve({ path: '/reports', query: sorted(chosen) }).fullPath
  })
  const isChanged = computed(() => view.value !== undefined && view.value.url !== url.value)

  return { views, view, url, isChanged }
}

function sorted(params: Record<string, string | string[] | undefined>) {
  const entries = Object.entries(params).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
