import { ref } from 'vue'
import { messageOf } from '../api'

/** The reason of a change of status, which must be given, and how the change goes. */
export function useReason() {
  const reason = ref('')
  const fault = ref('')
  const sending = ref(false)

  /** Does the work once there is a reason; a failure of it is shown beside the reason. */
  async function send(work: (reason: string) => Promise<void>): Promise<void> {
    if (reason.value.trim() === '') {
      fault.value = 'Say why, for those who read it later.'
      return
    }
    sending.value = true
    try {
      await work(reason.value)
    } catch (error) {
      fault.value = messageOf(error)
    } finally {
      sending.value = false
    }
  }

  return { reason, fault, sending, send }
}
