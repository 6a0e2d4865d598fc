import type { SavedView } from '@gokart/shared'
import { useQuery, useQueryCache } from '@pinia/colada'
import { client } from '../api'

/** Saved reports: one's own, and those that others share. */
export function useSavedViews(enabled: () => boolean = () => true) {
  return useQuery({ key: ['report-views'], query: () => client.reportViews.list(), enabled, staleTime: 60_000 })
}

/** After a saved report was made, changed or deleted. */
export function useSavedViewsChanged() {
  const cache = useQueryCache()
  return () => void cache.invalidateQueries({ key: ['report-views'] })
}

/** Where a saved report opens, under its name. */
export function savedViewPath({ id, url }: SavedView): string {
  return `${url}${url.includes('?') ? '&' : '?'}view=${id}`
}
