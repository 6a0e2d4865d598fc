import { POSTBACK_PARAMETERS, type PostbackParameter, type Reason } from '@gokart/shared'
import { CHANGES, type Change, type Faulty } from './changes.js'
import { needsToken, tokenOf, type Known } from './known.js'

export interface CorrectedUrl {
  readonly url: string
  /** What is still to be done with it; null where it can be sent as it is. */
  readonly note: string | null
}

/**
 * The URL that is accepted in the place of one that was not, with all parameters in the query; undefined where the remedy is no
 * matter of the URL. A value that only the tracker knows stands as its macro, what is unknown altogether as TOBEREPLACED, and a
 * token that the reader may not see as ***.
 */
export function correctedUrl(reason: Reason | null, faulty: Faulty): CorrectedUrl | undefined {
  const change = reason === null ? undefined : CHANGES[reason](faulty)
  if (!change) return undefined
  const { base } = faulty.known
  const pairs = POSTBACK_PARAMETERS.flatMap((name) => {
    const value = valueOf(name, change, faulty)
    return value ? [`${name}=${value}`] : []
  })
  const email = isPrint(faulty.postback.sent.get('cnv_email')) ? NO_EMAIL : undefined
  const note = [change.note, email].filter((one) => one !== undefined).join(' ')
  return { url: `${base}/postback?${pairs.join('&')}`, note: note || null }
}

const NO_EMAIL = 'Add cnv_email again: it is not kept in the log.'

/** An email stands in the log as its fingerprint, which is nothing to send. */
function isPrint(value: string | undefined): boolean {
  return value !== undefined && value.startsWith('sha256:')
}

const HIDDEN = '***'

function valueOf(name: PostbackParameter, change: Change, { postback, known }: Faulty): string | undefined {
  if (change.macros?.[name] !== undefined) return change.macros[name]
  if (name === 'token') return tokenIn(known, change.values?.token !== undefined || postback.token !== undefined)
  const sent = change.without?.includes(name) ? undefined : postback.sent.get(name)?.trim()
  const value = change.values?.[name] ?? sent
  return value && !(name === 'cnv_email' && isPrint(value)) ? encode(value) : undefined
}

function tokenIn(known: Known, wanted: boolean): string | undefined {
  if (!wanted && !needsToken(known)) return undefined
  return encode(tokenOf(known) ?? HIDDEN)
}

function encode(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice(2)
}
