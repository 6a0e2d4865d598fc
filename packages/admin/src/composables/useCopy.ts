import { useTimeoutFn } from '@vueuse/core'
import { ref } from 'vue'
import { useAnnouncer } from './announcer'

/** How long a button shows that it has copied, in ms. */
export const COPIED_FOR = 2000

/** Copies text and says so, to the eye (`state`) and aloud. */
export function useCopy() {
  const state = ref<'idle' | 'copied' | 'failed'>('idle')
  const { announce } = useAnnouncer()
  const { start } = useTimeoutFn(() => (state.value = 'idle'), COPIED_FOR, { immediate: false })

  async function copy(text: string, what: string): Promise<boolean> {
    const done = await write(text)
    state.value = done ? 'copied' : 'failed'
    void announce(done ? `${what} copied` : `${what} could not be copied. Select it and copy it by hand.`)
    start()
    return done
  }

  return { state, copy }
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // No clipboard on plain http (many people run GoKart inside their own network), or not allowed: the old way.
    return writeBySelection(text)
  }
}

function writeBySelection(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.className = 'fixed opacity-0'
  // Inside an open dialog, whose focus trap would take the focus back from an element outside.
  const host = focused?.closest('[role=dialog]') ?? document.body
  host.append(area)
  area.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
    focused?.focus()
  }
}
