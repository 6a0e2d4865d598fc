import type { TrackerSummary } from '@gokart/shared'

/** How sure the catalogue is of a tracker's macros, in a word. */
export const CONFIDENCE: Record<TrackerSummary['confidence'], string> = {
  documented: 'Documented',
  inferred: 'Not confirmed',
  unknown: 'Not known',
}

/** `mobile measurement partner` -> `Mobile measurement partner`. */
export function kindLabel(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}
