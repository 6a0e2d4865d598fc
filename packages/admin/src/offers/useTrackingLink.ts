import { lintTrackingLink, type LintFinding } from '@gokart/shared/macros'
import { OTHER_TRACKER } from '@gokart/shared/trackers'
import { createEventHook, useTimeoutFn } from '@vueuse/core'
import { computed, ref, shallowRef, watch } from 'vue'
import * as edit from './tracking-link'

/** The three values of an offer that its tracking link decides. */
export interface LinkValues {
  trackingLink: string
  trackerId: string | null
  clickParameter: string | null
}

/** A pause in typing, in ms. */
const PAUSE = 400

/** The tracking link of a form: writes `values`, and keeps what was recognised, inserted and found wrong. */
export function useTrackingLink(values: LinkValues, context: () => edit.LinkContext) {
  const state = shallowRef(edit.startLink(values.trackingLink, values.trackerId, values.clickParameter))
  // As of the last pause: half a link has faults that nobody needs to hear of.
  const checked = ref(values.trackingLink)
  const justAdded = ref(false)
  const rewritten = createEventHook<[before: edit.TrackingLink, after: edit.TrackingLink]>()
  const { start: settleSoon, stop } = useTimeoutFn(settle, PAUSE, { immediate: false })

  function set(next: edit.TrackingLink): void {
    state.value = next
    values.trackingLink = next.link
    values.trackerId = next.trackerId
    values.clickParameter = next.trackerId === OTHER_TRACKER.id ? next.parameter : null
  }

  function setChecked(next: edit.TrackingLink): void {
    const before = state.value
    stop()
    set(next)
    checked.value = next.link
    if (next.insertion !== before.insertion) justAdded.value = next.insertion !== null
    if (before.link !== next.link) void rewritten.trigger(before, next)
  }

  function settle(): void {
    setChecked(edit.settleLink(state.value, context()))
  }

  /** What was typed; at once where it was pasted. */
  function type(text: string, caret: number, whole: boolean): void {
    const pasted = text.length - state.value.link.length >= edit.PASTED
    justAdded.value = false
    set(edit.editLink(state.value, text, caret, whole))
    if (pasted || whole) settle()
    else settleSoon()
  }

  function fix(finding: LintFinding): void {
    // Made for the link of the last pause: with a newer one the findings are other ones.
    if (finding.fix === undefined || checked.value !== state.value.link) return settle()
    set(edit.editLink(state.value, finding.fix))
    settle()
  }

  const usual = computed(() => context().usualTrackerId)
  watch(usual, () => {
    if (state.value.named !== 'user') setChecked(edit.settleLink({ ...state.value, moved: true }, context()))
  })

  return {
    state,
    /** Nothing was typed since the click parameter was added. */
    justAdded,
    findings: computed(() => (checked.value === '' ? [] : lintTrackingLink(checked.value))),
    /** The link was changed by us and not by typing: where the caret stands must be put right. */
    onRewritten: rewritten.on,
    type,
    settle,
    fix,
    takeFix: (code: string) => setChecked(edit.takeFix(state.value, code)),
    undo: () => setChecked(edit.undoInsertion(state.value)),
    addAgain: () => setChecked(edit.addAgain(state.value, context())),
    chooseTracker: (id: string | null) => setChecked(edit.chooseTracker(state.value, id, context())),
    chooseParameter: (name: string | null) => setChecked(edit.chooseParameter(state.value, name, context())),
  }
}

export type TrackingLinkEditor = ReturnType<typeof useTrackingLink>
