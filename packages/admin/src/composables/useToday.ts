import { computed } from 'vue'
import { createSharedComposable, useNow } from '@vueuse/core'

const useMinute = createSharedComposable(() => useNow({ interval: 60_000 }))

/** Start of the reader's day as an ISO instant; moves on at their midnight. */
export function useToday() {
  const now = useMinute()
  return computed(() => startOfDay(now.value))
}

function startOfDay(moment: Date): string {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).toISOString()
}
