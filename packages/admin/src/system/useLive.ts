import { useQuery } from '@pinia/colada'
import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'
import { ref, watch } from 'vue'
import { client } from '../api'

const EVERY_MS = 2_000

/** The system as it is, asked again every two seconds while somebody can see it and has not paused it. */
export function useLive() {
  const paused = ref(false)
  const visibility = useDocumentVisibility()
  const { data, error, refetch } = useQuery({
    key: ['system'],
    query: () => client.system.get(),
    staleTime: 0,
    // A page that is paused stays as it is.
    refetchOnWindowFocus: false,
  })
  const ask = () => {
    if (!paused.value && visibility.value === 'visible') void refetch()
  }
  useIntervalFn(ask, EVERY_MS)
  watch([paused, visibility], ask)
  return { data, error, refetch, paused }
}
