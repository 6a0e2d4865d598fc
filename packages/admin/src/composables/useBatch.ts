import type { BatchDetail } from '@gokart/shared'
import { useQuery } from '@pinia/colada'
import { useTimeoutPoll } from '@vueuse/core'
import { watch } from 'vue'
import { client } from '../api'

const OFTEN_MS = 700

/** Whether GoKart is at it: it will look different in a moment. */
export function isMoving({ state }: BatchDetail): boolean {
  return state === 'checking' || state === 'running'
}

/** An import or a bulk change, read again and again until it waits for somebody or is done. */
export function useBatch(id: () => number) {
  const query = useQuery({
    key: () => ['batches', id()],
    query: () => client.batches.get({ params: { id: id() } }),
  })
  const poll = useTimeoutPoll(async () => void (await query.refetch()), OFTEN_MS, { immediate: false })
  watch(
    () => query.data.value !== undefined && isMoving(query.data.value),
    (moving) => (moving ? poll.resume() : poll.pause()),
    { immediate: true },
  )
  return query
}
