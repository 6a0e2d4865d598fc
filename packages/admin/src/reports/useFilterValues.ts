import { type DimensionName, DIMENSIONS, TrafficClass } from '@gokart/shared'
import { useQuery } from '@pinia/colada'
import { computed, type Ref } from 'vue'
import { client } from '../api'
import { statusOptions } from '../components/status'
import { useFormat } from '../composables/useFormat'
import { valueLabel } from '../components/value-label'
import type { ReportState } from './useReportState'

const MOST = 1_000
/** A value to choose. */
interface Option {
  value: string | null
  label: string
  description?: string
}
const TRAFFIC: Option[] = [...statusOptions(TrafficClass.options), { value: 'all', label: 'All traffic' }]

/** Values of a counted dimension in the report's range, those with most clicks or conversions first. */
export function useFilterValues(state: ReportState, dimension: Ref<DimensionName>, open: Ref<boolean>) {
  const { number } = useFormat()
  const metric = computed(() =>
    dimension.value === 'reason' ? 'rejected_postbacks' : dimension.value === 'event' ? 'conversions' : 'clicks',
  )
  const { data, isLoading } = useQuery({
    key: () => ['report-values', dimension.value, { ...state.range.span }],
    query: () =>
      client.reports.run({
        query: { ...state.range.span, dimensions: dimension.value, metrics: metric.value, pageSize: MOST },
      }),
    enabled: () => open.value && DIMENSIONS[dimension.value].counted && dimension.value !== 'traffic_class',
    staleTime: 60_000,
  })
  const options = computed<Option[]>(() => {
    if (dimension.value === 'traffic_class') return TRAFFIC
    return (data.value?.rows ?? []).map(({ key, labels, values }) => ({
      value: key[0] ?? null,
      label: valueLabel(dimension.value, key[0] ?? null, labels[0] ?? '', state.range.zone),
      description: `${number(Number(values[metric.value] ?? 0))}`,
    }))
  })
  return { options, isLoading }
}
