import { useDocumentVisibility } from '@vueuse/core'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ApiProblem } from '../api'

/** How it stands with something that is followed. `away`: nobody looks; `lost`: it is tried again. */
export type StreamState = 'connecting' | 'live' | 'lost' | 'away' | 'over'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000

/**
 * Follows messages while somebody can see the page; each is the whole state, so that the last one is all there is to keep. `open`
 * starts anew whenever its answer ends, until `isLast` says of a message that there are no more, or the API refuses.
 */
export function useEventStream<T>(open: () => Promise<AsyncIterable<T>> | undefined, isLast: (message: T) => boolean) {
  const data = shallowRef<T>()
  const state = ref<StreamState>('connecting')
  const error = shallowRef<unknown>()
  const visibility = useDocumentVisibility()
  let current: { stop: () => void } | undefined

  function start(): void {
    current?.stop()
    current = undefined
    error.value = undefined
    if (visibility.value !== 'visible') {
      state.value = 'away'
      return
    }
    state.value = 'connecting'
    current = follow()
  }

  function follow() {
    const ended = new AbortController()
    let messages: AsyncIterator<T> | undefined
    const stop = () => {
      ended.abort()
      void messages?.return?.()
    }
    async function read(): Promise<void> {
      const opened = await open()
      if (!opened) return
      messages = opened[Symbol.asyncIterator]()
      if (ended.signal.aborted) return stop()
      for (let step = await messages.next(); !step.done && !ended.signal.aborted; step = await messages.next()) {
        data.value = step.value
        state.value = 'live'
        error.value = undefined
        if (!isLast(step.value)) continue
        state.value = 'over'
        stop()
      }
    }
    async function keepReading(): Promise<void> {
      for (let pause = FIRST_PAUSE_MS; !ended.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        await read().catch((reason: unknown) => {
          if (ended.signal.aborted) return
          if (isRefusal(reason)) ended.abort()
          error.value = reason
        })
        if (ended.signal.aborted) return
        if (state.value === 'live') pause = FIRST_PAUSE_MS
        state.value = 'lost'
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
    void keepReading()
    return { stop }
  }

  watch(visibility, () => {
    if (state.value !== 'over') start()
  })
  onScopeDispose(() => current?.stop())
  return { data, state, error, start }
}

/** Asking again would not help. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status < 500
}
