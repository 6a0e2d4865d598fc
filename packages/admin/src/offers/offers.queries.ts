import type { Offer } from '@gokart/shared'
import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { client } from '../api'

/** One offer, whole. */
export function useOffer(id: () => number) {
  return useQuery({ key: () => ['offers', id()], query: () => client.offers.get({ params: { id: id() } }) })
}

/** An offer was made or changed: its page shows it as it is now, lists and numbers are asked for again. */
export function useOfferSaved() {
  const cache = useQueryCache()
  return (offer: Offer) => {
    cache.setQueryData(['offers', offer.id], offer)
    void cache.invalidateQueries({ key: ['offers'] })
    void cache.invalidateQueries({ key: ['dashboard'] })
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
