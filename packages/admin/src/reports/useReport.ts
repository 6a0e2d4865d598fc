import { useQuery } from '@pinia/colada'
import { ref } from 'vue'
import { clientUntil } from '../api'
import type { ReportState } from './useReportState'

/** The report as the URL says it. One that is no longer wanted, or is cancelled, is given up by GoKart as well. */
export function useReport(state: ReportState) {
  const isCancelled = ref(false)
  let running: AbortController | undefined

  const query = useQuery({
    key: () => ['reports', { ...state.query }],
    query: ({ signal }) => {
      running = new AbortController()
      isCancelled.value = false
      return clientUntil(AbortSignal.any([signal, running.signal])).reports.run({ query: state.query })
    },
    placeholderData: (before) => before,
  })

  function cancel() {
    isCancelled.value = true
    running?.abort()
  }
  return { ...query, isCancelled, cancel }
}
