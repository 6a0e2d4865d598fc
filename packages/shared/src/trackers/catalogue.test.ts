import { describe, expect, it } from 'vitest'
import { parseTemplate } from '../macros/parse.js'
import { renderTemplate } from '../macros/render.js'
import { addClickParameter } from './add-click-parameter.js'
import { findTracker, isMapped, OTHER_TRACKER, TRACKERS, UNMAPPED_TRACKERS } from './catalogue/index.js'
import { detectTracker } from './detect.js'
import { postbackUrl } from './postback-url.js'
import type { Tracker } from './tracker.js'

const BASE = 'https://api.getgokart.ai'
const CLICK_ID = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
const ALL = [...TRACKERS, ...UNMAPPED_TRACKERS, OTHER_TRACKER]

// What the tracker's users type where its link parameter is not known.
const TYPED = 'click_id'

const exampleOf = (tracker: Tracker) => tracker.exampleLink ?? 'https://trk.example.com/path?x=1'

/** The value as the tracker takes it out of the link that the visitor arrives at. */
function takeOut(tracker: Tracker, destination: string): string | null {
  const url = new URL(destination)
  const name = decodeURIComponent(tracker.clickParam ?? TYPED)
  if (tracker.pathSlot && 'segment' in tracker.pathSlot) {
    return url.pathname.split('/')[tracker.pathSlot.segment] ?? null
  }
  if (tracker.pathSlot) {
    const [beforeDestination = ''] = url.pathname.split(`/${tracker.pathSlot.until}:`)
    return new Map(beforeDestination.split('/').map((part) => part.split(':') as [string, string])).get(name) ?? null
  }
  const value = url.searchParams.get(name)
  if (tracker.clickPlacement !== 'callback-url') return value
  return new URL(value ?? '').searchParams.get('gk_click_id')
}

// Always the first candidate, also where the form is ambiguous; detect.test.ts has the forms that several trackers share.
it.each(TRACKERS.filter(({ exampleLink }) => exampleLink !== null).map((tracker) => [tracker.id, tracker] as const))(
  '%s is detected by its example',
  (id, tracker) => expect(detectTracker(exampleOf(tracker))?.tracker.id).toBe(id),
)

describe.each(TRACKERS.map((tracker) => [tracker.id, tracker] as const))('%s', (_, tracker) => {
  it.each(tracker.hosts)('owns %s and what is below it', (host) => {
    for (const link of [`https://${host}/x`, `https://demo.${host}/x`]) {
      const found = detectTracker(link)
      expect(found?.confidence).toBe('host')
      expect(found?.candidates).toContain(tracker)
    }
  })

  it('takes the click ID and gives it back', () => {
    const example = exampleOf(tracker)
    const options = {
      postbackBase: BASE,
      ...(tracker.clickParam === null && !tracker.pathSlot && { parameter: TYPED }),
    }
    const { link, added, already } = addClickParameter(example, tracker, options)
    expect(already).toBe(false)
    expect(added).not.toBeNull()
    const destination = renderTemplate(parseTemplate(link), { gk_click_id: CLICK_ID })
    expect(takeOut(tracker, destination)).toBe(CLICK_ID)
    // The first setting is gone again without the added text; a second one changes nothing.
    expect(link.slice(0, added?.start) + link.slice(added?.end)).toBe(example)
    expect(addClickParameter(link, tracker, options)).toEqual({ link, added: null, already: true, warnings: [] })
  })

  it('has its macros verbatim in the postback URL', () => {
    const result = postbackUrl(BASE, tracker)
    const { url, segments, replace } = result
    expect(segments.map(({ text }) => text).join('')).toBe(url)
    if (tracker.clickMacro !== null) {
      expect(url.startsWith(`${BASE}/postback?gk_click_id=${tracker.clickMacro}`)).toBe(true)
      expect(replace).toEqual(tracker.clickMacroBlank)
    } else if (tracker.postbackMode === 'embedded-callback') {
      expect(url.startsWith(`${BASE}/postback?gk_click_id={gk_click_id}`)).toBe(true)
    } else {
      expect(url.startsWith(`${BASE}/postback?gk_click_id=TOBEREPLACED`)).toBe(true)
      expect(replace?.instruction).toContain(tracker.clickParam)
    }
    const rest = Object.entries({
      cnv_event_id: tracker.eventMacro,
      cnv_amount: tracker.amountMacro,
      cnv_conversion_id: tracker.transactionMacro,
    }).flatMap(([name, macro]) => (macro === null ? [] : [`&${name}=${macro}`]))
    expect(url.endsWith(rest.join(''))).toBe(true)
    expect(url.split('&')).toHaveLength(rest.length + 1)
    expect(result.caveat === undefined).toBe(tracker.postbackMode === 'macro-template')
  })

  it.each(tracker.altClickParams)('takes it in %s as well', (parameter) => {
    const { link } = addClickParameter('https://trk.example.com/path', tracker, { parameter, postbackBase: BASE })
    expect(link).toContain(`?${parameter}=`)
    const { url, replace } = postbackUrl(BASE, tracker, { parameterName: parameter, includeOptional: false })
    const known = tracker.postbackMode === 'embedded-callback' ? '{gk_click_id}' : tracker.altClickMacros?.[parameter]
    expect(url).toBe(`${BASE}/postback?gk_click_id=${known ?? 'TOBEREPLACED'}`)
    if (!known) expect(replace?.instruction).toContain(` ${parameter},`)
  })
})

describe('catalogue', () => {
  it('has 88 trackers to choose from, and the others by name', () => {
    expect(TRACKERS).toHaveLength(88)
    expect(TRACKERS.every(isMapped)).toBe(true)
    expect(UNMAPPED_TRACKERS).toHaveLength(23)
    expect(UNMAPPED_TRACKERS.some(isMapped)).toBe(false)
  })

  it('has each ID once', () => {
    const ids = ALL.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('finds what an offer may carry, and nothing else', () => {
    expect(findTracker('cake')?.name).toBe('CAKE')
    expect(findTracker('other')).toBe(OTHER_TRACKER)
    expect(findTracker('redtrack')).toBeUndefined()
    expect(findTracker('constructor')).toBeUndefined()
  })

  it.each(ALL.map((tracker) => [tracker.id, tracker] as const))('%s is fit for the user', (_, tracker) => {
    expect(tracker.notes).toMatch(/^[\p{Lu}\p{Ll}{].*[.]$/u)
    expect(tracker.notes).not.toMatch(/GitHub|search-index|excerpt|corpus|Prosper202|cut off/i)
    for (const source of tracker.sources) expect(new URL(source).href).toMatch(/^https?:/)
    for (const source of tracker.sources) expect(source).not.toMatch(/\s/)
    for (const host of tracker.hosts) expect(host).toMatch(/^([a-z0-9-]+\.)+[a-z]{2,}$/)
  })

  it.each(TRACKERS.map((tracker) => [tracker.id, tracker] as const))('%s rates what it knows', (_, tracker) => {
    for (const field of ['clickParam', 'clickMacro', 'eventMacro', 'amountMacro', 'transactionMacro'] as const) {
      expect([field, tracker.fieldConfidence[field] === 'unknown']).toEqual([field, tracker[field] === null])
    }
    for (const name of Object.keys(tracker.altClickMacros ?? {})) expect(tracker.altClickParams).toContain(name)
    if (tracker.postbackMode !== 'macro-template') expect(tracker.clickMacro).toBeNull()
  })

  const formats = ALL.flatMap(({ id, clickIdFormat }) => (clickIdFormat ? [[id, clickIdFormat] as const] : []))
  it.each(formats)('%s knows its own click IDs, and never ours among them', (_, { pattern, example, source }) => {
    expect(example).toMatch(new RegExp(pattern))
    expect(CLICK_ID).not.toMatch(new RegExp(pattern))
    expect(`${example}!`).not.toMatch(new RegExp(pattern))
    if (source !== null) expect(new URL(source).protocol).toBe('https:')
  })
})
