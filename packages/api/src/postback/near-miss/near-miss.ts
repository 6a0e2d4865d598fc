import { idsInside, readClickId } from '../click-id-text.js'
import { quote } from '../text.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { digitsOf, type Digits } from './digits.js'
import { endsOf, rangesOf } from './keys.js'
import { macroSuggestion } from './macro.js'
import { genericSuggestion, platformSuggestion } from './platforms.js'
import { readingsOf, type Reading } from './readings.js'
import { CUT_REMEDY, literalWords, storedSuggestions } from './stored.js'
import type { StoredClicks, StoredId } from './stored-clicks.js'
import type { Reader, Suggestion } from './suggestion.js'

export interface NearMissDeps {
  readonly snapshot: Pick<Snapshot, 'macs' | 'offersById' | 'advertisersById'>
  /** Finds clicks that the reader may see, and no others. */
  readonly clicks: StoredClicks
  /** When the text arrived: the click was before. */
  readonly receivedAt: Date
  /** Advertiser who sent it; null where that is not known. */
  readonly sender: number | null
}

/**
 * What a text that is no known click ID may be, the likeliest first; for people who are signed in, never for the answer of
 * `/postback`. An ID that is not in the text itself is only named where its click is stored and the reader may see it; for
 * the rest, one advertiser's click and no click at all give the same words. The work has its bounds, whatever the text:
 * 1,000 characters, 8 readings, 4 runs of digits, 512 HMACs, and at most three queries, each by an index and with a limit.
 */
export async function findNearMisses(text: string, deps: NearMissDeps, reader: Reader): Promise<Suggestion[]> {
  const readings = readingsOf(text)
  const runs = digitsOf(readings)
  const stored = storedSuggestions(await lookUp(runs, deps, reader), runs, {
    text,
    sender: deps.sender,
    nameOfOffer: (id) =>
      id === null || reader.withNames === false ? undefined : deps.snapshot.offersById.get(id)?.name,
    nameOfAdvertiser: (id) => (id === null ? undefined : deps.snapshot.advertisersById.get(id)?.name),
  })
  return stored.length > 0 ? stored : fromTextAlone(text, readings, runs, trackersOf(deps, reader))
}

async function lookUp(runs: readonly Digits[], deps: NearMissDeps, reader: Reader): Promise<StoredId[]> {
  const { clicks, receivedAt: now, snapshot } = deps
  const digits = runs.map((run) => run.digits)
  const near = await clicks.within(rangesOf({ runs: digits, macs: snapshot.macs, now }))
  if (near.length > 0) return near
  const first = digits.map((run) => endsOf(run, now)).find((ends) => ends.length > 0) ?? []
  for (const end of first) {
    const found = maySee(end.offerId, snapshot, reader) ? await clicks.endingOn(end) : []
    if (found.length > 0) return found
  }
  return []
}

function maySee(offerId: number, { offersById }: NearMissDeps['snapshot'], { advertiserId }: Reader): boolean {
  const offer = offersById.get(offerId)
  return offer !== undefined && (advertiserId === null || offer.advertiserId === advertiserId)
}

/** The trackers of the offers of whoever sends, which for an advertiser's reader is the advertiser. */
function trackersOf({ snapshot, sender }: NearMissDeps, { advertiserId }: Reader): ReadonlySet<string> {
  const whose = advertiserId ?? sender
  const offers = [...snapshot.offersById.values()].filter((offer) => whose !== null && offer.advertiserId === whose)
  return new Set(offers.flatMap(({ trackerId }) => trackerId ?? []))
}

/** What the text tells without any click: the same for every reader with the same trackers. */
function fromTextAlone(
  text: string,
  readings: readonly Reading[],
  runs: readonly Digits[],
  used: ReadonlySet<string>,
): Suggestion[] {
  // Many an ID is base64 of some bytes: what those look like says nothing.
  const plain = readings.filter(({ decoded }) => !decoded.includes('base64'))
  const bare = plain.map((reading) => reading.text.replace(/^[^0-9a-z]+|[^0-9a-z]+$/gi, ''))
  const first = <T>(of: (text: string) => T | undefined) => bare.map(of).find((made) => made !== undefined)
  const suggestions = [
    macroSuggestion(readings, used),
    literalSuggestion(text, readings),
    first((one) => platformSuggestion(one, used)),
    cutSuggestion(bare, runs),
    first((one) => genericSuggestion(one, used)),
  ]
  return suggestions.filter((suggestion) => suggestion !== undefined).slice(0, 3)
}

/** A text that could not be read has one ID in it; nothing is said of whether GoKart knows it. */
function literalSuggestion(text: string, readings: readonly Reading[]): Suggestion | undefined {
  if (readClickId(text).ok) return undefined
  const reading = readings.find((one) => idsInside(one.text).length === 1)
  const [clickId] = reading ? idsInside(reading.text) : []
  if (!reading || clickId === undefined || /[0-9a-f]{9}-/i.test(reading.text)) return undefined
  const words = literalWords(reading.text, reading.decoded)
  const message = `${quote(text)} holds the ID ${clickId}.`
  return { ...words, message, clickId, trackerIds: [], certain: false }
}

const SHAPE = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'

/** What has the form of one end of an ID, with a dash at least. */
function cutSuggestion(bare: readonly string[], runs: readonly Digits[]): Suggestion | undefined {
  const part = bare.find((text) => {
    const shape = text.replace(/[0-9a-f]/gi, 'x')
    return runs.length > 0 && shape.length < SHAPE.length && shape.includes('-') && isEnd(shape)
  })
  if (part === undefined) return undefined
  const message = `${quote(part)} has the form of a click ID that was cut: ${part.length} of 36 characters arrived.`
  return { kind: 'cut', message, remedy: CUT_REMEDY, clickId: null, trackerIds: [], certain: false }
}

function isEnd(shape: string): boolean {
  return SHAPE.startsWith(shape) || SHAPE.endsWith(shape)
}
