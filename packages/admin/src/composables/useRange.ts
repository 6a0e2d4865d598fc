import { computed, reactive } from 'vue'
import { createSharedComposable, useNow } from '@vueuse/core'
import { ZoneName } from '@gokart/shared'
import { useRoute, useRouter } from 'vue-router'
import { type Preset, PRESETS, type Span, spanOf } from './zoned-range'
import { rangeText } from './range-text'

const useMinute = createSharedComposable(() => useNow({ interval: 60_000 }))

export const readerZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

/** The range of a report or dashboard. */
export interface Range {
  /** The word or dates of the URL. */
  readonly value: string
  readonly preset: Preset | undefined
  readonly span: Span
  readonly zone: string
  /** How it reads: "Last 7 days", "1–7 Nov 2026". */
  readonly text: string
  set(value: string): void
  setZone(zone: string): void
}

/** The range and zone of the page, kept in the URL; what the URL has wrong falls back to `preset` and the reader's zone. */
export function useRange(preset: Preset): Range {
  const route = useRoute()
  const router = useRouter()
  const ownPath = route.path
  const now = useMinute()

  // While this page is being left the route is already the next page's: keep what was.
  const read = (name: string, before: string | undefined) => {
    if (route.path !== ownPath && before !== undefined) return before
    const given = route.query[name]
    return String((Array.isArray(given) ? given[0] : given) ?? '')
  }
  const rawZone = computed<string>((before) => read('zone', before))
  const rawValue = computed<string>((before) => read('range', before))
  const zone = computed(() => {
    const parsed = ZoneName.safeParse(rawZone.value || readerZone)
    return parsed.success ? parsed.data : readerZone
  })
  const value = computed(() => (spanOf(rawValue.value, zone.value, now.value) ? rawValue.value : preset))
  const from = computed(() => spanOf(value.value, zone.value, now.value)!.from)
  const to = computed(() => spanOf(value.value, zone.value, now.value)!.to)
  // Made of texts, so that the minute that passes is no new span.
  const span = computed(() => ({ from: from.value, to: to.value }))

  const go = (change: Record<string, string | undefined>) =>
    void router.push({ query: { ...route.query, ...change, page: undefined, after: undefined }, hash: route.hash })

  return reactive({
    value,
    preset: computed(() => PRESETS.find((one) => one.value === value.value)?.value),
    span,
    zone,
    text: computed(() => rangeText(value.value, span.value, zone.value)),
    set: (next: string) => go({ range: next === preset ? undefined : next }),
    setZone: (next: string) => go({ zone: next === readerZone ? undefined : next }),
  })
}
