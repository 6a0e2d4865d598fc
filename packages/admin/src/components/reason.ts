import { type Reason, REASONS } from '@gokart/shared'

/** A reason code in words: `missing_click_id` -> "Missing click ID". */
export function reasonLabel(reason: string): string {
  const words = reason.replaceAll('_', ' ').replace(/\bid\b/g, 'ID')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const REASON_OPTIONS = REASONS.map((value: Reason) => ({ value, label: reasonLabel(value) }))
