import type { TrackerSummary } from '@gokart/shared'

/** How sure the catalogue is of a tracker's macros, in a word. */
export const CONFIDENCE: Record<TrackerSummary['confidence'], string> = {
  documented: 'Documented',
  inferred: 'Not confirmed',
  unknown: 'Uncertain',
}

/** `mobile measurement partner` -> `Mobile measurement partner`. */
export function kindLabel(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}

/** Why the reader should check the URL with the tracker's own documentation; undefined where the catalogue is sure. */
export function doubtOf({ confidence, sources }: TrackerSummary): { text: string; source?: string } | undefined {
  if (confidence === 'documented') return undefined
  const source = sources.find((one) => /^https?:\/\//.test(one))
  const text = 'Not confirmed by the vendor’s documentation. Check it with a test conversion.'
  return source === undefined ? { text } : { text, source }
}
