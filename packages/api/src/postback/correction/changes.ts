import { Currency, type PostbackParameter, type Reason } from '@gokart/shared'
import { postbackUrl } from '@gokart/shared/trackers'
import { readClickId } from '../click-id-text.js'
import { chooseEvent, eventInRemedy } from '../event.js'
import { misplacedId } from '../misplaced.js'
import type { Suggestion } from '../near-miss/suggestion.js'
import type { ParsedPostback } from '../parse.js'
import { eventInOrder } from '../timing.js'
import { repairAmount } from './amount-repair.js'
import { offerOf, setupOf, type Known, type Setup } from './known.js'

/** What a corrected URL is told from. */
export interface Faulty {
  readonly postback: ParsedPostback
  /** As the log has it. */
  readonly remedy: string | null
  readonly suggestions: readonly Suggestion[]
  readonly known: Known
}

/** `macros` stand in the URL as they are: the tracker's, or a placeholder that is filled by hand. `note`: what to do with the URL. */
export interface Change {
  readonly values?: Partial<Record<PostbackParameter, string>>
  readonly macros?: Partial<Record<PostbackParameter, string>>
  readonly without?: readonly PostbackParameter[]
  readonly note?: string
}

type Correct = (faulty: Faulty) => Change | undefined
const inTheRules: Correct = () => undefined

/**
 * For each reason what is to be changed in the URL. Where nothing is, the remedy is elsewhere: time, the offer's rules, the
 * advertiser's list of addresses.
 */
export const CHANGES: Record<Reason, Correct> = {
  missing_click_id: (faulty) => {
    const misplaced = misplacedId(faulty.postback.sent)
    return misplaced ? { values: { gk_click_id: misplaced.id } } : clickMacro(faulty)
  },
  unreplaced_macro: (faulty) => meantClick(faulty) ?? clickMacro(faulty),
  malformed_click_id: (faulty) => {
    const read = readClickId(faulty.postback.clickId)
    const meant = read.ok ? undefined : read.meant
    return meantClick(faulty) ?? (meant ? { values: { gk_click_id: meant } } : clickMacro(faulty))
  },
  forged_click_id: (faulty) => meantClick(faulty) ?? clickMacro(faulty),
  unknown_click: (faulty) => meantClick(faulty) ?? clickMacro(faulty),
  token_missing: ({ known }) => rightToken(known),
  token_invalid: ({ known }) => rightToken(known),
  ip_not_allowed: inTheRules,
  // Only who may see the click learns whose it is, and its advertiser's token.
  wrong_advertiser: ({ known }) => (known.insider && known.click && offerOf(known) ? rightToken(known) : undefined),
  missing_event: eventToName,
  unknown_event: (faulty) => {
    const event = eventInRemedy(faulty.remedy)
    return event === undefined ? eventToName(faulty) : { values: { cnv_event_id: event } }
  },
  invalid_amount: rightAmount,
  too_early: inTheRules,
  too_late: inTheRules,
  event_out_of_order: earlierEvent,
  over_cap: inTheRules,
  over_budget: inTheRules,
  duplicate: anotherConversion,
  repeat: inTheRules,
}

/** What a user has to replace by hand; postback URLs for trackers have the same. */
const BLANK = 'TOBEREPLACED'

/** The one stored click that fits. */
function meantClick({ suggestions: [first] }: Faulty): Change | undefined {
  return first?.certain && first.clickId ? { values: { gk_click_id: first.clickId } } : undefined
}

function clickMacro({ known, suggestions }: Faulty): Change | undefined {
  if (suggestions[0]?.kind === 'other_advertiser') return undefined
  const setup = setupOf(known, suggestions)
  const macro = setup && macroOf(setup)
  if (setup && macro !== undefined && !macro.includes(BLANK)) {
    return { macros: { gk_click_id: macro }, note: `${setup.tracker.name} puts the click ID in the place of ${macro}.` }
  }
  const which = setup?.parameter ?? 'the parameter that received {gk_click_id} in the tracking link'
  return { macros: { gk_click_id: BLANK }, note: `Replace ${BLANK} with your tracker’s macro for ${which}.` }
}

/** The click ID of a postback URL for this tracker. */
function macroOf({ tracker, parameter }: Setup): string {
  const { segments } = postbackUrl('', tracker, { parameterName: parameter, includeOptional: false })
  return segments
    .slice(1)
    .map(({ text }) => text)
    .join('')
}

function rightToken(known: Known): Change {
  return { values: { token: '' }, ...(!known.insider && { note: `Replace *** with the advertiser’s postback token.` }) }
}

function eventToName({ known }: Faulty): Change {
  const ids = (known.insider ? (offerOf(known)?.events ?? []) : []).map(({ eventId, name }) => eventId ?? name)
  const which = ids.length > 0 ? `one of ${ids.join(', ')}` : 'the event ID that the offer’s page shows'
  return { macros: { cnv_event_id: BLANK }, note: `Replace ${BLANK} with ${which}.` }
}

function rightAmount({ postback, known, suggestions }: Faulty): Change | undefined {
  const offer = offerOf(known)
  const { amount, currency } = postback
  const repaired = offer && repairAmount(postback, offer.currency)
  if (repaired) return { values: { ...repaired } }
  const isCode = currency === undefined || Currency.safeParse(currency.toUpperCase()).success
  // The event pays a share, and nothing came of which it could be one.
  return amount === undefined && isCode ? amountMacro(setupOf(known, suggestions)) : undefined
}

function amountMacro(setup: Setup | undefined): Change {
  const macro = setup?.tracker.amountMacro
  if (setup && macro) {
    return { macros: { cnv_amount: macro }, note: `${setup.tracker.name} puts the amount in the place of ${macro}.` }
  }
  return { macros: { cnv_amount: BLANK }, note: `Replace ${BLANK} with the amount, such as 49.90.` }
}

/** Amount and conversion ID are the later event's. */
function earlierEvent(faulty: Faulty): Change | undefined {
  const event = eventInOrder(faulty.remedy)
  if (event === undefined) return undefined
  const events = offerOf(faulty.known)?.events ?? []
  const share = events.some((one) => (one.eventId ?? one.name) === event && one.payoutType === 'percent')
  const amount = share ? amountMacro(setupOf(faulty.known, faulty.suggestions)) : undefined
  const note = 'Send this one first, then the same postback again.'
  return {
    values: { cnv_event_id: event },
    ...(amount?.macros && { macros: amount.macros }),
    without: ['cnv_amount', 'cnv_currency', 'cnv_conversion_id', 'cnv_status'],
    note: amount?.note === undefined ? note : `${amount.note} ${note}`,
  }
}

/** Another conversion of the same click needs an ID of its own; a member that converts once has no other. */
function anotherConversion({ postback, known, suggestions }: Faulty): Change | undefined {
  const offer = offerOf(known)
  const chosen = offer && chooseEvent(offer.events, postback.eventId)
  if (!chosen?.ok || (known.click?.memberId && !chosen.event.allowRepetitions)) return undefined
  const setup = setupOf(known, suggestions)
  const macro = setup?.tracker.transactionMacro ?? BLANK
  const fill =
    macro === BLANK ? `Replace ${BLANK} with its ID.` : `${setup?.tracker.name} puts its ID in the place of ${macro}.`
  const note = `Only where it is another conversion than the one that was counted. ${fill}`
  return { macros: { cnv_conversion_id: macro }, without: ['cnv_status'], note }
}
