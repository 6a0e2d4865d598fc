import { TRACKERS, type Tracker } from '@gokart/shared/trackers'
import { idsInside } from '../click-id-text.js'
import { isClickMacro } from '../placeholder.js'
import { quote } from '../text.js'
import { nameList } from './names.js'
import type { Reading } from './readings.js'
import type { Suggestion } from './suggestion.js'

/** What a macro of the catalogue stands for. `parameter`: of the link, whose value the macro gives back. */
interface KnownMacro {
  readonly tracker: Tracker
  readonly text: string
  readonly stands: 'click' | 'event' | 'amount' | 'transaction'
  readonly parameter: string | null
}

const MACROS: readonly KnownMacro[] = TRACKERS.flatMap(macrosOf)

function macrosOf(tracker: Tracker): KnownMacro[] {
  const { clickMacro, clickParam, altClickMacros, eventMacro, amountMacro, transactionMacro } = tracker
  const all: [string | null, KnownMacro['stands'], string | null][] = [
    [clickMacro, 'click', clickParam],
    ...Object.entries(altClickMacros ?? {}).map(
      ([parameter, text]) => [text, 'click', parameter] satisfies [string, 'click', string],
    ),
    [eventMacro, 'event', null],
    [amountMacro, 'amount', null],
    [transactionMacro, 'transaction', null],
  ]
  return all.flatMap(([text, stands, parameter]) => (text === null ? [] : [{ tracker, text, stands, parameter }]))
}

/** `near`: in other brackets or capitals than the tracker's; `part`: half of it, or with something beside it. */
interface Match {
  readonly fit: 'exact' | 'near' | 'part'
  readonly macros: readonly KnownMacro[]
}

const OWN = new Set(['gkclickid', 'tobereplaced', 'replaceme'])
const MARK = /[{}[\]()<>#%!*$]/

/** A macro or placeholder that is still there, and whose it is. `used`: trackers of the sender's offers. */
export function macroSuggestion(readings: readonly Reading[], used: ReadonlySet<string>): Suggestion | undefined {
  for (const { text } of readings.toReversed()) {
    if (idsInside(text).length > 0) continue
    const match = matchOf(text, used)
    const isMacro = isClickMacro(text) || (match !== undefined && match.fit !== 'part' && MARK.test(text))
    if (!isMacro) continue
    if (match?.fit !== 'exact' && OWN.has(squash(text))) return ownMacro(text)
    if (match) return suggestionOf(text, match, used)
  }
  return undefined
}

function ownMacro(text: string): Suggestion {
  return {
    kind: 'macro',
    message: `${quote(text)} is GoKart’s own placeholder, which stands in tracking links and in examples only.`,
    remedy: 'Put the macro of your tracker in its place: the offer’s page has the postback URL with the right one.',
    clickId: null,
    trackerIds: [],
    certain: false,
  }
}

function matchOf(text: string, used: ReadonlySet<string>): Match | undefined {
  const exact = longest(MACROS.filter((macro) => text.includes(macro.text)))
  if (exact.length > 0) return { fit: 'exact', macros: likeliest(exact, used) }
  const name = squash(text)
  const near = MACROS.filter((macro) => squash(macro.text) === name || squash(macro.parameter ?? '') === name)
  if (near.length > 0) return { fit: 'near', macros: likeliest(near, used) }
  const around = longest(MACROS.filter((macro) => name.includes(squash(macro.text))))
  const part =
    around.length > 0 ? around : MACROS.filter((macro) => name.length > 2 && squash(macro.text).startsWith(name))
  return part.length > 0 ? { fit: 'part', macros: likeliest(part, used) } : undefined
}

function longest(macros: readonly KnownMacro[]): readonly KnownMacro[] {
  const length = Math.max(0, ...macros.map(({ text }) => text.length))
  return macros.filter(({ text }) => text.length === length)
}

function squash(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Those of the trackers that the sender's offers use, else those that stand for the click ID; the best known first. */
function likeliest(macros: readonly KnownMacro[], used: ReadonlySet<string>): readonly KnownMacro[] {
  const own = macros.filter(({ tracker }) => used.has(tracker.id))
  const click = macros.filter(({ stands }) => stands === 'click')
  const chosen = [own, click].find((some) => some.length > 0) ?? macros
  return chosen.toSorted((a, b) => rank(a) - rank(b))
}

function rank({ stands, tracker }: KnownMacro): number {
  return (stands === 'click' ? 0 : 2) + (tracker.confidence === 'documented' ? 0 : 1)
}

const STANDS = { event: 'event', amount: 'amount', transaction: 'transaction ID' } as const

function suggestionOf(text: string, { fit, macros }: Match, used: ReadonlySet<string>): Suggestion | undefined {
  const [first] = macros
  if (!first) return undefined
  const of = nameList([...new Set(macros.map(({ tracker }) => tracker.name))])
  const is = fit === 'exact' ? `is a macro of ${of}` : `is near the macro ${first.text} of ${of}`
  return {
    kind: 'macro',
    message: `${quote(text)} ${is} that was not replaced; ${meaning(first)}.`,
    remedy: remedyOf(first, fit, used),
    clickId: null,
    trackerIds: [...new Set(macros.map(({ tracker }) => tracker.id))],
    certain: false,
  }
}

function meaning({ stands, parameter }: KnownMacro): string {
  if (stands !== 'click') return `it stands for the ${STANDS[stands]}, not for the click ID`
  if (parameter === null) return 'it stands for the click ID that the tracking link brought'
  return `it stands for what the link parameter ${parameter} received`
}

function remedyOf(
  { tracker, text, stands, parameter }: KnownMacro,
  fit: Match['fit'],
  used: ReadonlySet<string>,
): string {
  const other = used.has(tracker.id)
    ? undefined
    : TRACKERS.find(({ id, clickMacro }) => clickMacro !== null && used.has(id))
  if (other) return `Your offers use ${other.name}, which writes it ${other.clickMacro}: copy the postback URL again.`
  if (stands !== 'click') {
    const right = tracker.clickMacro ?? 'the macro of the parameter that received {gk_click_id}'
    return `Send gk_click_id=${right}, as the postback URL for ${tracker.name} has it.`
  }
  const spell = fit === 'exact' ? '' : `Write it ${text}. `
  const into = parameter === null ? '' : `put {gk_click_id} into ${parameter} of the tracking link, `
  const sentence = `${into}save the postback URL in ${tracker.name} itself, and test it with a real click.`
  return spell + sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
