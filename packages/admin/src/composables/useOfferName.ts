import { useQuery } from '@pinia/colada'
import { client } from '../api'

/** The name of the offer that a list is narrowed to, for its chip; its number until the name is there. */
export function useOfferName(offerId: () => number | undefined) {
  const { data } = useQuery({
    key: () => ['offers', offerId() ?? 0],
    query: () => client.offers.get({ params: { id: offerId() as number } }),
    enabled: () => offerId() !== undefined,
  })
  return (id: unknown) => (data.value?.id === id ? data.value?.name : undefined) ?? `#${String(id)}`
}
