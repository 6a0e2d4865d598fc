let pressed = false
addEventListener('mousedown', () => (pressed = true), true)
addEventListener('mouseup', () => (pressed = false), true)

/**
 * Runs now, or after the click that is being made. For what changes the page when a field is left: were it done between press
 * and release, the button that took the focus could move away from under the pointer, and its click would be lost.
 */
export function afterPress(run: () => void): void {
  if (!pressed) return run()
  // The click follows the release within the same task.
  addEventListener('mouseup', () => setTimeout(run), { once: true, capture: true })
}
