import { useOverlay } from '@nuxt/ui/composables'
import ConfirmDialog from '../components/ConfirmDialog.vue'

export interface Question {
  title: string
  /** What will happen, in a sentence. */
  text: string
  /** The verb on the button that says yes. */
  action: string
  cancel?: string
  danger?: boolean
}

/** `await confirm({ title: 'Rotate the token?', ... })`: true where the person agreed. */
export function useConfirm() {
  const overlay = useOverlay()
  return async (question: Question): Promise<boolean> => {
    const dialog = overlay.create(ConfirmDialog, { destroyOnClose: true })
    return (await dialog.open({ question }).result) === true
  }
}
