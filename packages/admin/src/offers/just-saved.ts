import type { RouteLocationRaw } from 'vue-router'

/** The page of an offer that was saved a moment ago, and says so. */
export function savedOffer(id: number): RouteLocationRaw {
  return { path: `/offers/${id}`, state: { saved: true } }
}

/** True once after saving, and not again when the page is loaded or come back to. */
export function takeJustSaved(): boolean {
  const state = history.state as { saved?: boolean } | null
  if (!state?.saved) return false
  history.replaceState({ ...state, saved: false }, '')
  return true
}
