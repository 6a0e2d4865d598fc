import { sameName } from '../slots.js'
import type { Tracker } from '../tracker.js'
import { behaviourOf } from './behaviour.js'
import { takesAnyParameter } from './receive.js'

/** What stands in a postback URL where the catalogue has no macro; whoever sets the URL up puts the tracker's own there. */
const TO_BE_REPLACED = 'TOBEREPLACED'

/**
 * Fills a postback URL in as the tracker does: what stands in brackets of its kind is a macro, and gets the text that `write`
 * has for it. A macro that it does not know (undefined) stays, or becomes nothing.
 */
export function fillMacros(template: string, tracker: Tracker, write: (macro: string) => string | undefined): string {
  const { unknownMacros } = behaviourOf(tracker.id)
  return template.replace(macroPattern(tracker), (macro) => write(macro) ?? (unknownMacros === 'empty' ? '' : macro))
}

function macroPattern(tracker: Tracker): RegExp {
  const brackets = new Set(macrosOf(tracker).map(inBrackets))
  return new RegExp([TO_BE_REPLACED, ...brackets].join('|'), 'g')
}

function macrosOf({ clickMacro, eventMacro, amountMacro, transactionMacro, altClickMacros }: Tracker): string[] {
  const own = [clickMacro, eventMacro, amountMacro, transactionMacro].filter((macro) => macro !== null)
  const all = [...own, ...Object.values(altClickMacros ?? {})]
  return all.length > 0 ? all : ['{x}']
}

/** Of `{{x}}` the pattern of anything in double curly brackets. */
function inBrackets(macro: string): string {
  const [, open = '', close = ''] = /^(\W+).*?(\W+)$/s.exec(macro) ?? []
  return `${literal(open)}[^&]*?${literal(close)}`
}

/**
 * The link parameter whose value a macro gives back; undefined for a macro of something else. `chosen`: the one that was chosen for
 * the click ID; where a macro stands for several parameters, it gives that one back.
 */
export function parameterOfMacro(tracker: Tracker, macro: string, chosen: string): string | undefined {
  const { clickParam, clickMacro, altClickMacros } = tracker
  if (macro === TO_BE_REPLACED || (clickMacro === null && clickParam === null)) return chosen
  const isClick = isClickMacro(tracker, macro)
  if (isClick && takesAnyParameter(tracker)) return chosen
  const others = Object.entries(altClickMacros ?? {}).flatMap(([parameter, text]) => (text === macro ? parameter : []))
  const given = isClick ? [clickParam ?? '', ...others] : others
  return given.find((parameter) => sameName(parameter, chosen)) ?? given[0]
}

/** In some click macros the user fills a part in. */
function isClickMacro({ clickMacro, clickMacroBlank }: Tracker, macro: string): boolean {
  if (!clickMacroBlank || clickMacro === null) return macro === clickMacro
  const [before = '', after = ''] = clickMacro.split(clickMacroBlank.text).map(literal)
  return new RegExp(`^${before}.+${after}$`).test(macro)
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
