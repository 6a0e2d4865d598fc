import { POSTBACK_LIMITS, type PostbackParameter } from '@gokart/shared'
import { emailHash, hashOfPrint } from './fingerprint.js'
import { bodyPairs, queryPairs, type Pair } from './pairs.js'
import { isMacro, isNothing } from './placeholder.js'
import { plainName, type RawPostback } from './raw.js'
import { clean, cut, quote } from './text.js'

const ALIASES: Record<string, PostbackParameter> = { event_id: 'cnv_event_id' }

/**
 * What a postback says. Identities (click, event, conversion ID, token) are whole, so that two long ones never look equal;
 * the rest is cut at POSTBACK_LIMITS. Optional values that are macros or words for "nothing" count as not sent.
 */
export interface ParsedPostback {
  /** As it came, also when it is empty; undefined: not sent. */
  readonly clickId: string | undefined
  /** Trimmed, never empty; may still be a macro: an offer's event may be called anything. */
  readonly eventId: string | undefined
  readonly amount: string | undefined
  readonly currency: string | undefined
  readonly conversionRef: string | undefined
  readonly ip: string | undefined
  readonly email: { readonly plain: string | undefined; readonly hash: string } | undefined
  readonly userId: string | undefined
  readonly subs: readonly (string | undefined)[]
  readonly status: string | undefined
  readonly token: string | undefined
  /** Parameters as they were read, before anything was left out; fingerprints where the log has them. */
  readonly sent: ReadonlyMap<string, string>
  /** Why nothing of the body counts. */
  readonly bodyProblem: string | undefined
  readonly notes: readonly string[]
}

/** Reads query and body; the body wins, of equal names the first. Never throws. */
export function parsePostback(raw: RawPostback): ParsedPostback {
  const notes: string[] = []
  const partial = raw.from === 'log' && raw.body?.length === POSTBACK_LIMITS.raw
  const body = bodyPairs(raw.body, raw.contentType, partial)
  if (body.problem) notes.push(body.problem)
  const sent = new Map<string, string>()
  for (const pair of [...(body.problem ? [] : body.pairs), ...queryPairs(raw.url).pairs]) keep(sent, pair, notes)
  for (const [alias, name] of Object.entries(ALIASES)) {
    const value = sent.get(alias)
    if (value && !sent.get(name)) sent.set(name, value)
  }
  const optional = (name: PostbackParameter, longest = Infinity) => readOptional(sent, name, longest, notes)
  return {
    clickId: sent.get('gk_click_id'),
    eventId: sent.get('cnv_event_id')?.trim() || undefined,
    amount: optional('cnv_amount'),
    currency: optional('cnv_currency'),
    conversionRef: optional('cnv_conversion_id'),
    ip: optional('cnv_conversion_ip_address', 45),
    email: readEmail(optional('cnv_email'), raw.from, notes),
    userId: optional('cnv_user_id', POSTBACK_LIMITS.text),
    subs: [1, 2, 3, 4, 5].map((number) => optional(`cnv_sub_${number}` as PostbackParameter, POSTBACK_LIMITS.text)),
    status: optional('cnv_status', POSTBACK_LIMITS.text),
    token: sent.get('token')?.trim() || undefined,
    sent,
    bodyProblem: body.problem,
    notes,
  }
}

function keep(sent: Map<string, string>, pair: Pair, notes: string[]): void {
  if (!pair.top) return
  const name = plainName(pair.name)
  if (sent.get(name)) return
  sent.set(name, clean(pair.value))
  if (name !== pair.name.trim()) notes.push(`"&amp;" before ${name} was read as "&".`)
}

function readOptional(sent: Map<string, string>, name: PostbackParameter, longest: number, notes: string[]) {
  const value = sent.get(name)?.trim()
  if (!value) return undefined
  if (isMacro(value)) {
    notes.push(
      `${name} is still the macro ${quote(value)}, which the tracker did not replace; it was taken as not sent.`,
    )
    return undefined
  }
  // "0" is an amount and a user, but no tracker's conversion ID: taken as one, it would make all conversions equal.
  if (isNothing(value) && (name === 'cnv_conversion_id' || value !== '0')) {
    notes.push(`${name} is ${quote(value)}, so it was taken as not sent.`)
    return undefined
  }
  if (value.length > longest) notes.push(`${name} was cut at ${longest} characters.`)
  return cut(value, longest)
}

function readEmail(value: string | undefined, from: RawPostback['from'], notes: string[]): ParsedPostback['email'] {
  if (value === undefined) return undefined
  if (value.length > POSTBACK_LIMITS.text) {
    notes.push(`cnv_email is longer than ${POSTBACK_LIMITS.text} characters and was left out.`)
    return undefined
  }
  const logged = from === 'log' ? hashOfPrint(value) : undefined
  const hash = logged ?? emailHash(value)
  return { plain: value.includes('@') ? value : undefined, hash }
}
