import { POSTBACK_LIMITS } from '@gokart/shared'
import { emailPrint, tokenPrint } from './fingerprint.js'
import { bodyPairs, queryPairs, type Pairs } from './pairs.js'
import { clean } from './text.js'

/** A postback as it arrived, before anything is understood. Spooled as it is, in JSON. */
export interface RawPostback {
  /** UUID; the key of the log row, so that storing it twice is storing it once. */
  readonly id: string
  /** Unix time in ms. */
  readonly receivedAt: number
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly contentType: string | null
  readonly body: string | null
  readonly userAgent: string | null
  readonly ip: string
  /**
   * Where it came from: `wire`, with everything in it, or `log`, where token and email are fingerprints and long texts are
   * cut. A fingerprint counts as a token only here: whoever reads the log must not be able to send one.
   */
  readonly from: 'wire' | 'log'
  /** The offer whose test mark came with it: a test, unless it is for a real click. */
  readonly testOf?: number
  /** A simulated tracker would have sent it so long after its click. Only this process says so (simulated-moment.ts). */
  readonly afterClickMs?: number
}

/** `method` of a line of a file: no request from outside can have it (batches/conversion-steps.ts). */
export const IMPORT_METHOD = 'IMPORT'

/** What the log keeps: token and email as fingerprints, without NUL, cut at the column's length. */
export function maskRaw(raw: RawPostback): Pick<RawPostback, 'url' | 'contentType' | 'body' | 'userAgent'> {
  const { contentType, userAgent, body } = raw
  return {
    url: clean(mask(raw.url, queryPairs(raw.url)), POSTBACK_LIMITS.raw),
    contentType: contentType === null ? null : clean(contentType, 100),
    body: body === null ? null : clean(mask(body, bodyPairs(body, contentType)), POSTBACK_LIMITS.raw),
    userAgent: userAgent === null ? null : clean(userAgent, 512),
  }
}

/** A name as the sender meant it: `&amp;` of HTML stands for `&`. */
export function plainName(name: string): string {
  return name.trim().replace(/^amp;/, '')
}

// A map, not an object: a parameter may be called `hasOwnProperty`.
const PRINTS = new Map([
  ['token', tokenPrint],
  ['cnv_email', emailPrint],
])

function mask(text: string, { pairs, encode }: Pairs): string {
  let masked = ''
  let end = 0
  for (const pair of pairs) {
    const print = PRINTS.get(plainName(pair.name))
    const value = pair.value.trim()
    if (!print || value === '') continue
    masked += text.slice(end, pair.start) + encode(print(value))
    end = pair.end
  }
  return masked + text.slice(end)
}
