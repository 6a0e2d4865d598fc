import { useQueryCache } from '@pinia/colada'
import { computed, ref, watch } from 'vue'
import { useRouter } from 'vue-router'
import { client, messageOf } from '../api'
import { useAnnouncer } from './announcer'
import { isMoving, useBatch } from './useBatch'

interface BatchWords {
  /** What a screen reader says when it waits for somebody, and when it is over. */
  readonly ready: string
  readonly done: string
  /** Where one goes who has discarded it. */
  readonly home: string
}

/** What a page of a batch shows and does: it is followed while it moves, started and discarded. */
export function useBatchPage(id: () => number, { ready, done, home }: BatchWords) {
  const router = useRouter()
  const cache = useQueryCache()
  const { announce } = useAnnouncer()
  const { data, error, refetch } = useBatch(id)
  const failure = ref('')
  const busy = ref(false)
  const moving = computed(() => data.value !== undefined && isMoving(data.value))

  // What was done changes what other pages have kept.
  watch(moving, (now) => {
    if (now) return
    for (const key of ['batches', 'conversions', 'clicks', 'postbacks']) void cache.invalidateQueries({ key: [key] })
    if (data.value) void announce(data.value.state === 'ready' ? ready : done)
  })

  async function act(work: () => Promise<unknown>) {
    busy.value = true
    failure.value = ''
    try {
      await work()
    } catch (problem) {
      failure.value = messageOf(problem)
    } finally {
      busy.value = false
    }
  }

  const start = () =>
    act(async () => cache.setQueryData(['batches', id()], await client.batches.start({ params: { id: id() } })))

  const discard = () =>
    act(async () => {
      await client.batches.discard({ params: { id: id() } })
      await router.push(home)
      // Not before: this page would ask for what is gone.
      void cache.invalidateQueries({ key: ['batches'] })
    })

  return { data, error, refetch, failure, busy, moving, start, discard }
}
