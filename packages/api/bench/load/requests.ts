import { randomUUID } from 'node:crypto'
import { seededRandom } from '../../src/db/seeds/random.js'

/** What to send. */
export type RequestPlan =
  | { readonly kind: 'clicks'; readonly offers: number }
  | {
      readonly kind: PostbackKind
      /** Of stored clicks: for `unique` one for each request, for `duplicate` the first of all. */
      readonly clickIds: readonly string[]
      /** Number of the first request. */
      readonly from: number
    }
export type PostbackKind = 'unique' | 'duplicate' | 'unknown' | 'malformed'

export interface Requests {
  next(): Buffer
  isExpected(answer: Buffer): boolean
}

export function createRequests(plan: RequestPlan): Requests {
  return plan.kind === 'clicks' ? clicks(plan.offers) : postbacks(plan.kind, plan.clickIds, plan.from)
}

/** More addresses than the app remembers countries of: nearly each click is a visitor's first. */
const ADDRESSES = 65_536
const AGENTS = Array.from({ length: 500 }, (_, n) =>
  n % 2 === 0
    ? `Mozilla/5.0 (Linux; Android ${6 + (n % 10)}; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + (n >> 1)}.0.0.0 Mobile Safari/537.36`
    : `Mozilla/5.0 (iPhone; CPU iPhone OS ${14 + (n % 5)}_${n % 7} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${14 + (n % 5)}.${n} Mobile/15E148 Safari/604.1`,
)

/** Made before the time that is measured, again and again the same ones: sending costs the sender as little as can be. */
function clicks(offers: number): Requests {
  const random = seededRandom(1)
  const made = Array.from({ length: ADDRESSES }, (_, n) => {
    const path = `/c/offer${random.int(offers)}/partner?pub_click_id=pc-${n}&pub_member_id=member-${n % 997}`
    const address = [1 + random.int(222), random.int(256), random.int(256), random.int(256)].join('.')
    return Buffer.from(
      `GET ${path}&pub_sub_1=banner%20${n % 13}&pub_sub_2=home HTTP/1.1\r\nHost: go.example\r\nX-Forwarded-For: ${address}\r\n` +
        `User-Agent: ${random.pick(AGENTS)}\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n` +
        'Referer: https://blog.example/post\r\n\r\n',
    )
  })
  let sent = 0
  return { next: () => made[sent++ % ADDRESSES]!, isExpected: (answer) => answer.toString('latin1', 9, 12) === '302' }
}

/** As many conversion IDs are sent before, for the duplicates to repeat. */
export const REPEATED = 2_000

const EXPECTED: Readonly<Record<PostbackKind, readonly [status: string, word: string]>> = {
  unique: ['200', '"accepted"'],
  duplicate: ['200', '"duplicate"'],
  unknown: ['404', '"unknown_click"'],
  malformed: ['400', '"malformed_click_id"'],
}

function postbacks(kind: PostbackKind, clickIds: readonly string[], from: number): Requests {
  const [status, word] = EXPECTED[kind]
  const query: Readonly<Record<PostbackKind, (n: number) => string>> = {
    unique: (n) => conversionOf(clickIds[n - from], n),
    duplicate: (n) => conversionOf(clickIds[n % REPEATED], n % REPEATED),
    unknown: (n) => `gk_click_id=${randomUUID()}&cnv_conversion_id=order-${n}`,
    malformed: (n) => `gk_click_id=12345&cnv_conversion_id=order-${n}`,
  }
  let sent = from
  return {
    next: () =>
      Buffer.from(
        `GET /postback?${query[kind](sent++)}&cnv_amount=12.50 HTTP/1.1\r\nHost: go.example\r\nX-Forwarded-For: 198.51.100.7\r\n` +
          'User-Agent: tracker/1.0\r\nAccept: */*\r\n\r\n',
      ),
    isExpected: (answer) => answer.toString('latin1', 9, 12) === status && answer.includes(word),
  }
}

function conversionOf(clickId: string | undefined, n: number): string {
  if (clickId === undefined) throw new Error('There are not enough clicks for so many postbacks')
  return `gk_click_id=${clickId}&cnv_conversion_id=order-${n}`
}
