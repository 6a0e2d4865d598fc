import { closenessOf, type Closeness } from './closeness.js'
import type { Digits } from './digits.js'
import { quote } from '../text.js'
import type { StoredId } from './stored-clicks.js'
import type { Suggestion } from './suggestion.js'

/** A stored click that the text may be meant for. */
interface Found {
  readonly click: StoredId
  readonly near: Closeness
  readonly from: Digits
}

/** What is known beside the text. */
export interface About {
  readonly text: string
  /** Advertiser who sent it; null where that is not known. */
  readonly sender: number | null
  readonly nameOfOffer: (id: number | null) => string | undefined
  readonly nameOfAdvertiser: (id: number | null) => string | undefined
}

const MOST = 3

/** The stored clicks that are nearest to the text, in the order of their IDs; certain where there is one only. */
export function storedSuggestions(clicks: readonly StoredId[], runs: readonly Digits[], about: About): Suggestion[] {
  const nearest = nearestOf(clicks, runs)
  const [first] = nearest
  if (!first) return []
  const digits = first.near.kind === 'end_missing' ? first.from.digits.length : ENOUGH
  return nearest
    .slice(0, MOST)
    .map((found) => suggestionOf(found, about, nearest.length === 1 && digits >= ENOUGH))
    .filter(({ clickId, kind }) => kind === 'other_advertiser' || clickId !== about.text)
}

/** With fewer digits another click, which was purged, may be as likely. */
const ENOUGH = 16

function nearestOf(clicks: readonly StoredId[], runs: readonly Digits[]): Found[] {
  const best = new Map<string, Found>()
  for (const click of clicks) {
    for (const from of runs) {
      const near = closenessOf(from.digits, click.digits)
      const before = best.get(click.digits)
      if (near && near.cost < (before?.near.cost ?? Infinity)) best.set(click.digits, { click, near, from })
    }
  }
  const least = Math.min(...Array.from(best.values(), ({ near }) => near.cost))
  return [...best.values()].filter(({ near }) => near.cost === least)
}

function suggestionOf({ click, near, from }: Found, about: About, certain: boolean): Suggestion {
  const clickId = click.digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const { sender, nameOfAdvertiser, nameOfOffer } = about
  const offer = nameOfOffer(click.offerId)
  const of = offer === undefined ? 'a stored click' : `a click of the offer ${quote(offer)}`
  if (sender !== null && click.advertiserId !== sender) {
    const owner = nameOfAdvertiser(click.advertiserId) ?? 'another advertiser'
    return {
      kind: 'other_advertiser',
      message: `It is meant for ${of}, which belongs to ${quote(owner)} and not to the advertiser who sends.`,
      remedy: 'Use the postback URL, with its token, of the advertiser whose offer was clicked.',
      clickId,
      trackerIds: [],
      certain: false,
    }
  }
  return { ...wordsOf(near, from, of, about.text), clickId, trackerIds: [], certain }
}

type Words = Pick<Suggestion, 'kind' | 'message' | 'remedy'>

function wordsOf({ kind, amount }: Closeness, { lookAlikes, reading }: Digits, of: string, text: string): Words {
  if (kind === 'start_missing' || kind === 'end_missing') return cutWords(kind, amount, of)
  if (kind === 'typo' || lookAlikes) {
    const what = lookAlikes && amount === 0 ? 'letters that look like digits' : plural(amount, 'character')
    return {
      kind: 'typo',
      message: `It is the ID of ${of}, but for ${what}.`,
      remedy: 'Copy click IDs by machine, never by hand, and send the one that is suggested.',
    }
  }
  return {
    ...literalWords(text, reading.decoded),
    message: `The ID of ${of} is in it, ${stateOf(text, reading.decoded)}.`,
  }
}

function cutWords(kind: 'start_missing' | 'end_missing', amount: number, of: string): Words {
  const side = kind === 'start_missing' ? 'first' : 'last'
  return {
    kind: 'cut',
    message: `It is the ID of ${of} without its ${side} ${plural(amount, 'digit')}.`,
    remedy: CUT_REMEDY,
  }
}

export const CUT_REMEDY =
  'Look for what cuts the click ID on its way: a column, a field or a parameter with room for fewer than its 36 characters.'

function plural(amount: number, noun: string): string {
  return amount === 1 ? `one ${noun}` : `${amount} ${noun}s`
}

function stateOf(text: string, decoded: readonly string[]): string {
  const { kind } = literalWords(text, decoded)
  if (kind === 'encoded') return `after ${decoded.join(' and ')} is undone`
  return kind === 'rewritten' ? 'with its dashes or capitals changed' : 'with something around it'
}

/** For a text that has all digits of an ID: what is done to them. */
export function literalWords(text: string, decoded: readonly string[]): Pick<Words, 'kind' | 'remedy'> {
  if (decoded.length > 0) {
    return { kind: 'encoded', remedy: 'Send the click ID as it is: it needs no encoding, in a URL neither.' }
  }
  if (/^[0-9a-f\s\p{P}\p{S}]+$/iu.test(text) && text.replace(/[^0-9a-f]/gi, '').length === 32) {
    return { kind: 'rewritten', remedy: 'Send the click ID as it came: in small letters, with its four dashes.' }
  }
  return { kind: 'wrapped', remedy: 'Send the click ID alone, with nothing before or after it.' }
}
