import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { client } from '../api'

/** One offer, whole. */
export function useOffer(id: () => number) {
  return useQuery({ key: () => ['offers', id()], query: () => client.offers.get({ params: { id: id() } }) })
}

/** Lists and numbers of offers are asked for again: one was made or changed. */
export function useOffersChanged() {
  const cache = useQueryCache()
  return (id: number) => {
    void cache.invalidateQueries({ key: ['offers'] })
    void cache.invalidateQueries({ key: ['postback-url', id] })
    void cache.invalidateQueries({ key: ['summary'] })
  }
}

/** The base of postback URLs: PUBLIC_URL of the server, which need not be the origin that this page came from. */
export function usePostbackBase() {
  const { data } = useQuery({
    key: ['postback-url', 'base'],
    query: () => client.trackers.postbackUrl({ query: { trackerId: 'other' } }),
    staleTime: 3_600_000,
  })
  return computed(() => data.value?.url.split('/postback?')[0] ?? location.origin)
}
