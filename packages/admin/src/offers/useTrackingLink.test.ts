import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope, nextTick, reactive, ref } from 'vue'
import { type LinkValues, useTrackingLink } from './useTrackingLink'

const EVERFLOW = 'https://acme.everflow.io/ABC/DEF/'
let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function open(initial: Partial<LinkValues> = {}) {
  const values = reactive<LinkValues>({ trackingLink: '', trackerId: null, clickParameter: null, ...initial })
  const usual = ref<string | null>(null)
  const editor = scope.run(() =>
    useTrackingLink(values, () => ({ postbackBase: 'https://go.example', usualTrackerId: usual.value })),
  )!
  return { values, editor, usual }
}

describe('useTrackingLink', () => {
  test('takes what is pasted at once, and what is typed after a pause', () => {
    const pasted = open()
    pasted.editor.type(EVERFLOW, EVERFLOW.length, true)
    expect(pasted.values).toEqual({
      trackingLink: `${EVERFLOW}?sub1={gk_click_id}`,
      trackerId: 'everflow',
      clickParameter: null,
    })
    const typed = open()
    for (let length = 1; length <= EVERFLOW.length; length++) {
      typed.editor.type(EVERFLOW.slice(0, length), length, false)
      vi.advanceTimersByTime(100)
    }
    expect(typed.values).toMatchObject({ trackingLink: EVERFLOW, trackerId: null })
    vi.advanceTimersByTime(400)
    expect(typed.values).toMatchObject({ trackingLink: `${EVERFLOW}?sub1={gk_click_id}`, trackerId: 'everflow' })
  })

  test('hears nothing of faults while half a link is typed', () => {
    const { editor } = open()
    editor.type('htt', 3, false)
    expect(editor.findings.value).toEqual([])
    vi.advanceTimersByTime(400)
    expect(editor.findings.value.map(({ code }) => code)).toContain('not_a_url')
  })

  test('a fix of the lint changes the link, and the click parameter that was added stays', () => {
    const { editor, values } = open()
    editor.type('http://acme.everflow.io/ABC/', 28, true)
    editor.fix(editor.findings.value.find(({ code }) => code === 'insecure')!)
    expect(values.trackingLink).toBe('https://acme.everflow.io/ABC/?sub1={gk_click_id}')
    expect(editor.state.value.insertion).not.toBeNull()
  })

  test('a fix for a link that was typed on since does nothing', () => {
    const { editor, values } = open()
    editor.type('http://acme.everflow.io/ABC/?sub1={gk_click_id}', 47, true)
    const finding = editor.findings.value.find(({ code }) => code === 'insecure')!
    const longer = 'http://acme.everflow.io/ABC/?sub1={gk_click_id}&'
    editor.type(longer, longer.length, false)
    editor.fix(finding)
    expect(values.trackingLink).toBe(longer)
  })

  test('the parameter is kept for another tracker only', () => {
    const { editor, values } = open()
    editor.type('https://adv.example/track', 25, true)
    editor.chooseTracker('other')
    editor.chooseParameter('click_id')
    expect(values).toMatchObject({ trackerId: 'other', clickParameter: 'click_id' })
    editor.chooseTracker('tune')
    editor.chooseParameter('aff_sub2')
    expect(values).toMatchObject({
      trackingLink: 'https://adv.example/track?aff_sub2={gk_click_id}',
      trackerId: 'tune',
      clickParameter: null,
    })
  })

  test('the advertiser’s usual tracker counts when it becomes known, but not against the user', async () => {
    const { editor, values, usual } = open()
    editor.type('https://adv.example/track', 25, true)
    usual.value = 'cake'
    await nextTick()
    expect(values).toMatchObject({ trackerId: 'cake', trackingLink: 'https://adv.example/track?s2={gk_click_id}' })
    editor.chooseTracker('tune')
    usual.value = 'everflow'
    await nextTick()
    expect(values.trackerId).toBe('tune')
  })

  test('says when the link was changed by us, for the caret', () => {
    const { editor } = open()
    const rewritten = vi.fn<() => void>()
    editor.onRewritten(rewritten)
    editor.type(EVERFLOW, EVERFLOW.length, true)
    expect(rewritten).toHaveBeenCalledOnce()
    expect(editor.justAdded.value).toBe(true)
    editor.type(`${EVERFLOW}?sub1={gk_click_id}&`, EVERFLOW.length + 20, false)
    expect(editor.justAdded.value).toBe(false)
    vi.advanceTimersByTime(400)
    expect(rewritten).toHaveBeenCalledOnce()
  })
})
