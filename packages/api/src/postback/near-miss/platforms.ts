import { TRACKERS, type Tracker } from '@gokart/shared/trackers'
import { quote } from '../text.js'
import { nameList } from './names.js'
import type { Suggestion } from './suggestion.js'

/** An ID that another system makes. `whole`: "Everflow’s transaction_id", for a sentence. */
interface Format {
  readonly id: string
  readonly whole: string
  readonly pattern: RegExp
  readonly tracker?: Tracker
}

const UUID4 = (digit: string) => new RegExp(`^${digit}{8}-${digit}{4}-4${digit}{3}-[89ABab]${digit}{3}-${digit}{12}$`)
const HEX_32 = '^[0-9a-f]{32}$'

// The first characters of the click IDs of Google, Meta and TikTok are well known from links in public; Microsoft documents
// that msclkid is a GUID, Apple and Google that their device IDs are UUIDs of version 4 in capitals and in small letters.
const NAMED: readonly Format[] = [
  { id: 'gclid', whole: 'Google Ads’ gclid', pattern: /^(?:Cj[\w-]KC[A-Z]|EAIaIQ)[\w-]{30,200}$/ },
  { id: 'fbclid', whole: 'Meta’s fbclid', pattern: /^(?:IwAR[\w-]{20,200}|(?:Iw|PA)[YZQ][\w-]{30,300})$/ },
  { id: 'ttclid', whole: 'TikTok’s ttclid', pattern: /^E\.C\.P\.[\w.-]{8,400}$/ },
  { id: 'idfa', whole: 'Apple’s device ID (IDFA)', pattern: UUID4('[0-9A-F]') },
  { id: 'gaid', whole: 'Google’s device ID (GAID)', pattern: UUID4('[0-9a-f]') },
]

const CATALOGUE: readonly Format[] = TRACKERS.flatMap((tracker) => {
  const { id, name, clickIdFormat: format } = tracker
  return format ? [{ id, whole: `${name}’s ${format.name}`, pattern: new RegExp(format.pattern), tracker }] : []
})

const MSCLKID: Format = { id: 'msclkid', whole: 'Microsoft Advertising’s msclkid', pattern: new RegExp(HEX_32) }

const ANY_UUID = '[0-9a-f]{8}-[0-9a-f]{4}-%[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'
const uuid = (version: string) => new RegExp(`^${ANY_UUID.replace('%', version)}$`, 'i')

/** Forms that name no system. */
const GENERIC: readonly Format[] = [
  { id: 'uuid_nil', whole: 'a device ID of a phone on which tracking is off', pattern: /^[0-]{36}$/ },
  { id: 'uuid_v1', whole: 'a UUID of version 1', pattern: uuid('1') },
  { id: 'uuid_v4', whole: 'a UUID of version 4', pattern: uuid('4') },
  { id: 'uuid_v7', whole: 'a UUID of version 7', pattern: uuid('7') },
  { id: 'uuid', whole: 'a UUID of another kind than GoKart’s', pattern: uuid('[02-35-69a-f]') },
  { id: 'object_id', whole: 'a MongoDB ID, as several trackers have', pattern: /^[0-9a-f]{24}$/i },
  { id: 'integer', whole: 'a number', pattern: /^\d{1,20}$/ },
]

/** The systems whose IDs look like the text; the one first that the sender's offers use, else the most special form. */
export function platformSuggestion(text: string, used: ReadonlySet<string>): Suggestion | undefined {
  const fits = [...NAMED, ...CATALOGUE, MSCLKID].filter(({ pattern }) => pattern.test(text))
  const ranked = fits.toSorted((a, b) => weight(a, used) - weight(b, used))
  return ranked.length > 0 ? suggestionOf(text, ranked, used) : undefined
}

export function genericSuggestion(text: string, used: ReadonlySet<string>): Suggestion | undefined {
  const [format] = GENERIC.filter(({ pattern }) => pattern.test(text))
  return format && suggestionOf(text, [format], used)
}

/** A form that several systems share says less of each. */
function weight({ id, pattern }: Format, used: ReadonlySet<string>): number {
  if (used.has(id)) return 0
  return pattern.source === HEX_32 ? 2 : 1
}

function suggestionOf(text: string, formats: readonly Format[], used: ReadonlySet<string>): Suggestion {
  const has = nameList(
    formats.map(({ whole }) => whole),
    'or',
  )
  return {
    kind: 'platform_id',
    message: `${quote(text)} has the form of ${has}, not of a click ID of GoKart.`,
    remedy: remedyOf(formats, used),
    clickId: null,
    trackerIds: formats.map(({ id }) => id),
    certain: false,
  }
}

function remedyOf(formats: readonly Format[], used: ReadonlySet<string>): string {
  const own = TRACKERS.find(({ id, clickMacro }) => used.has(id) && clickMacro !== null)
  const tracker = own ?? (formats.length === 1 ? formats[0]?.tracker : undefined)
  const sent = tracker?.clickMacro ? `gk_click_id=${tracker.clickMacro}` : 'gk_click_id=<macro of that parameter>'
  const parameter = tracker?.clickParam ?? null
  const received = parameter === null ? 'the parameter that received {gk_click_id}' : parameter
  return `Send back what ${received} of the tracking link brought, not an ID of another system: ${sent}.`
}
