import { useEventListener } from '@vueuse/core'

const TYPING = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]'

/** A key of the page, pressed alone; not while somebody types or chooses from a menu. */
export function useKey(key: string, press: () => void): void {
  useEventListener('keydown', (event) => {
    const held = event.ctrlKey || event.metaKey || event.altKey
    if (event.key !== key || held || (event.target as HTMLElement).closest?.(TYPING)) return
    event.preventDefault()
    press()
  })
}
