import type { Snapshot } from '../snapshot/snapshot.js'
import type { CountedConversion, Facts, StoredClick } from './case.js'
import { tokenPrint } from './fingerprint.js'
import { identify, type Identity } from './identify.js'
import type { Usage } from './limits.js'
import { parsePostback, type ParsedPostback } from './parse.js'
import { IMPORT_METHOD, type RawPostback } from './raw.js'
import { momentOf } from './simulated-moment.js'

/** A postback as far as its own text tells. */
export interface Understood {
  readonly raw: RawPostback
  readonly postback: ParsedPostback
  readonly identity: Identity
}

export function understand(raw: RawPostback, { macs }: Snapshot): Understood {
  const postback = parsePostback(raw)
  return { raw, postback, identity: identify(postback.clickId, macs) }
}

/** What the database says of the click. */
export interface Looked {
  readonly click: StoredClick | undefined
  readonly earlier: readonly CountedConversion[]
  /** What `needsOf` asked for. */
  readonly ofMember?: readonly CountedConversion[]
  readonly usage?: Usage
}

/** Everything that the decision rests on, of one moment. */
export function factsOf(
  understood: Understood,
  { click, earlier, ofMember = [], usage = {} }: Looked,
  snapshot: Snapshot,
  now: Date,
): Facts {
  const { raw, postback, identity } = understood
  const offerId = click ? click.offerId : identity.kind === 'signed' ? identity.offerId : null
  const offer = offerId === null ? undefined : snapshot.offersById.get(offerId)
  const moment = momentOf(understood, click, now)
  return {
    postback,
    identity,
    ip: raw.ip,
    imported: raw.method === IMPORT_METHOD,
    click,
    offer,
    advertiser: offer && snapshot.advertisersById.get(offer.advertiserId),
    tokenOwner: ownerOf(postback.token, raw, snapshot),
    testOffer: raw.testOf === undefined ? undefined : snapshot.offersById.get(raw.testOf),
    earlier,
    ofMember,
    usage,
    receivedAt: moment.receivedAt,
    now: moment.now,
    simulated: moment.simulated,
  }
}

/** The advertiser whose token it is; a rotated one counts for as long as it was valid when the postback arrived. */
function ownerOf(token: string | undefined, raw: RawPostback, { tokens }: Snapshot): number | undefined {
  if (token === undefined) return undefined
  const plain = raw.from === 'wire' ? token : printsOf(tokens).get(token)
  const known = plain === undefined ? undefined : tokens.get(plain)
  const valid = known !== undefined && (known.validUntil === null || known.validUntil > raw.receivedAt)
  return valid ? known.advertiserId : undefined
}

type Tokens = Snapshot['tokens']
const prints = new WeakMap<Tokens, ReadonlyMap<string, string>>()

/** Fingerprint -> token; made once for each snapshot, when the first logged postback is decided. */
function printsOf(tokens: Tokens): ReadonlyMap<string, string> {
  const made = prints.get(tokens) ?? new Map(Array.from(tokens.keys(), (token) => [tokenPrint(token), token]))
  prints.set(tokens, made)
  return made
}
