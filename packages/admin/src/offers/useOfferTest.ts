import type { LiveTest } from '@gokart/shared'
import { computed, onMounted, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '../api'
import { useEventStream } from '../composables/useEventStream'

/** A test of an offer that is followed live. Its start stands in the URL, so that a page that is loaded again goes on with it. */
export function useOfferTest(id: () => number) {
  const route = useRoute()
  const router = useRouter()
  const link = ref<string>()
  const failure = shallowRef<unknown>()
  const query = (name: string) => (typeof route.query[name] === 'string' ? route.query[name] : undefined)
  const since = computed(() => query('since'))
  const clickId = computed(() => query('click'))

  const stream = useEventStream<LiveTest>(
    () =>
      since.value === undefined
        ? undefined
        : client.simulations.follow({ params: { id: id() }, query: { since: since.value, clickId: clickId.value } }),
    ({ over }) => over,
  )

  /** Also for a test that goes on: its link may be too old by now. */
  async function begin(anew: boolean): Promise<void> {
    failure.value = undefined
    try {
      const made = await client.simulations.testLink({ params: { id: id() } })
      link.value = made.clickLink
      if (!anew && since.value !== undefined) return stream.start()
      await router.replace({ query: { ...route.query, since: made.startedAt, click: undefined } })
    } catch (error) {
      failure.value = error
    }
  }

  onMounted(() => begin(false))
  watch([since, clickId], () => {
    stream.data.value = undefined
    stream.start()
  })
  return {
    ...stream,
    link,
    failure,
    begin,
    follow: (click: string) => router.replace({ query: { ...route.query, click } }),
  }
}
