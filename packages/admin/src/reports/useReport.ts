import { DIMENSIONS, type Report } from '@gokart/shared'
import { useQuery } from '@pinia/colada'
import { computed, ref } from 'vue'
import { clientUntil } from '../api'
import type { ReportState } from './useReportState'

/**
 * The report as the URL says it. One that is no longer wanted, or is cancelled, is given up by GoKart as well. `progress`: how much
 * of the rows is read, from 0 to 1; undefined where the report is made of counters.
 */
export function useReport(state: ReportState) {
  const isCancelled = ref(false)
  const progress = ref<number>()
  const isRead = computed(() =>
    [...state.dimensions, ...state.filters.map(({ dimension }) => dimension)].some((name) => !DIMENSIONS[name].counted),
  )
  let running: AbortController | undefined

  const query = useQuery({
    key: () => ['reports', { ...state.query }],
    query: ({ signal }) => {
      running = new AbortController()
      isCancelled.value = false
      const until = AbortSignal.any([signal, running.signal])
      progress.value = isRead.value ? 0 : undefined
      return isRead.value ? follow(until) : clientUntil(until).reports.run({ query: state.query })
    },
    placeholderData: (before) => before,
  })

  async function follow(signal: AbortSignal): Promise<Report> {
    const steps = await clientUntil(signal).reports.stream({ query: state.query })
    for await (const step of steps) {
      if ('report' in step) return step.report
      if ('fault' in step) throw new Error(step.fault)
      if (!signal.aborted) progress.value = step.progress
    }
    throw new Error('The report broke off before its end. Try again.')
  }

  function cancel() {
    isCancelled.value = true
    running?.abort()
  }
  return { ...query, isRead, progress, isCancelled, cancel }
}
