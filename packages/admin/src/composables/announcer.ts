import { defineStore } from 'pinia'
import { nextTick, ref } from 'vue'

/** What the page tells people who listen to it: read out politely by the live region in App.vue. */
export const useAnnouncer = defineStore('announcer', () => {
  const message = ref('')

  /** The same words twice are read out twice: the region is emptied in between. */
  async function announce(text: string): Promise<void> {
    message.value = ''
    await nextTick()
    message.value = text
  }

  return { message, announce }
})
