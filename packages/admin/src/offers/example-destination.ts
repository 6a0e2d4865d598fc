import type { UrlSegment } from '@gokart/shared'
import { MACRO_NAMES, MACROS, type MacroValues, parseTemplate, renderTemplate } from '@gokart/shared/macros'

const EXAMPLES: MacroValues = Object.fromEntries(MACRO_NAMES.map((name) => [name, MACROS[name].example]))

/** Where a visitor would arrive, with example values: each value a piece of its own, encoded as a click encodes it. */
export function exampleDestination(link: string): UrlSegment[] {
  const template = parseTemplate(link)
  const segments: UrlSegment[] = [{ text: template.before, kind: 'fixed' }]
  for (const slot of template.slots) {
    const value = renderTemplate({ before: '', slots: [{ ...slot, after: '' }] }, EXAMPLES)
    segments.push({ text: value, kind: 'ours' }, { text: slot.after, kind: 'fixed' })
  }
  return segments.filter(({ text }) => text !== '')
}
