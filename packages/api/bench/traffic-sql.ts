import { TRAFFIC_DEVICES, TRAFFIC_COUNTRIES, TRAFFIC_REASONS } from './traffic-values.js'

/** Period of the clicks, Unix ms, and how many there are in it, evenly. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly rows: number
}

const OFFERS = 100
const ADVERTISERS = 20
const PARTNERS = 20
const PER_CONVERSION = 50

/** 0 to 1, looks random, and is the same for the same number. The product breaks what checksums of like texts have in common. */
const chance = (salt: string, n: string) => `(CRC32(CONCAT('${salt}', ${n})) * 2654435761 % 4294967291 / 4294967291)`
const pick = (salt: string, n: string, values: readonly string[], skew = 1) =>
  `ELT(1 + FLOOR(${values.length} * POW(${chance(salt, n)}, ${skew})), ${values.map((value) => `'${value}'`).join(', ')})`

// The lower the number, the more traffic: the first of a hundred offers has a tenth of it.
const offerOf = (n: string) => `(1 + FLOOR(${OFFERS} * POW(${chance('offer', n)}, 2)))`
const advertiserOf = (n: string) => `(1 + ${offerOf(n)} % ${ADVERTISERS})`
const partnerOf = (n: string) => `(1 + FLOOR(${PARTNERS} * POW(${chance('partner', n)}, 1.5)))`
const countryOf = (n: string) => pick('country', n, TRAFFIC_COUNTRIES, 2)
const classOf = (n: string) =>
  `CASE WHEN ${chance('class', n)} < 0.945 THEN 'human' WHEN ${chance('class', n)} < 0.995 THEN 'bot' ELSE 'prefetch' END`
const clickedAt = ({ from, to, rows }: Span, n: string) => `(${from} + FLOOR(${(to - from) / rows} * ${n}))`
/** From a second to two hours later, mostly soon. */
const calledAt = (span: Span, n: string) =>
  `(${clickedAt(span, n)} + 1000 + FLOOR(7200000 * POW(${chance('late', n)}, 3)))`
const moment = (ms: string) => `FROM_UNIXTIME(${ms} / 1000)`

/** Time first, then the number, so that no two are equal. `kind`: a hexadecimal digit. */
const idOf = (ms: string, kind: string, n: string) =>
  `UNHEX(CONCAT(LPAD(HEX(${ms}), 12, '0'), '8${kind}008001', LPAD(HEX(${n}), 12, '0')))`
const clickId = (span: Span, n: string) => idOf(clickedAt(span, n), '1', n)
const conversionId = (span: Span, n: string) => idOf(calledAt(span, n), '2', n)
const postbackId = (span: Span, n: string) => idOf(calledAt(span, n), '3', n)

function insert(table: string, columns: Readonly<Record<string, string>>, from: string): string {
  const values = Object.values(columns).join(', ')
  return `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) SELECT ${values} FROM ${from} ORDER BY s.n`
}
const numbers = (begin: number, end: number) =>
  `(SELECT ${begin} + n AS n FROM bench_numbers WHERE n < ${end - begin}) AS s`

/** About 5% bots, 2% that were not sent on, 0.1% tests. */
export function clickStatement(span: Span, begin: number, end: number): string {
  const device = (index: number) =>
    pick(
      'device',
      's.n',
      TRAFFIC_DEVICES.map((parts) => parts[index]!),
    )
  const columns = {
    id: clickId(span, 's.n'),
    created_at: moment(clickedAt(span, 's.n')),
    offer_id: offerOf('s.n'),
    advertiser_id: advertiserOf('s.n'),
    partner_id: partnerOf('s.n'),
    link_version: '1',
    outcome: `IF(${chance('outcome', 's.n')} < 0.98, 'sent', 'offer_paused')`,
    traffic_class: classOf('s.n'),
    ip: `CONCAT_WS('.', 1 + CRC32(s.n) % 222, s.n DIV 7 % 256, s.n DIV 3 % 256, s.n % 256)`,
    country: countryOf('s.n'),
    device: device(0),
    os: device(1),
    browser: device(2),
    user_agent: device(3),
    pub_click_id: `CONCAT('pc-', HEX(CRC32(CONCAT('pub', s.n))))`,
    pub_member_id: `CONCAT('m-', CRC32(CONCAT('member', s.n)) % 1000000)`,
    pub_sub_1: `CONCAT('banner ', CRC32(CONCAT('sub', s.n)) % 13)`,
    test: `(${chance('test', 's.n')} < 0.001)`,
  }
  return insert('clicks', columns, numbers(begin, end))
}

export function conversionStatement(span: Span, begin: number, end: number): string {
  const columns = {
    id: conversionId(span, 's.n'),
    dedupe_key: `UNHEX(SHA2(CONCAT('bench', s.n), 256))`,
    postback_id: postbackId(span, 's.n'),
    click_id: clickId(span, 's.n'),
    offer_id: offerOf('s.n'),
    advertiser_id: advertiserOf('s.n'),
    partner_id: partnerOf('s.n'),
    offer_event_id: 'e.id',
    event_name: `''`,
    status: pick('status', 's.n', [...Array.from({ length: 8 }, () => 'success'), 'pending', 'rejected']),
    clicked_at: moment(clickedAt(span, 's.n')),
    converted_at: moment(calledAt(span, 's.n')),
    amount: `ROUND(${chance('amount', 's.n')} * 500, 2)`,
    currency: `'USD'`,
    // Many are worth the same, as flat payouts are.
    revenue: `IF(${chance('flat', 's.n')} < 0.6, 10, ROUND(${chance('amount', 's.n')} * 50, 2))`,
    conversion_ref: `CONCAT('order-', s.n)`,
    country: countryOf('s.n'),
    traffic_class: classOf('s.n'),
  }
  const from = `${numbers(begin, end)} JOIN offer_events e ON e.offer_id = ${offerOf('s.n')}`
  return insert('conversions', columns, `${from} WHERE s.n % ${PER_CONVERSION} = 0`)
}

/** 2% accepted, 10% rejected, the others repeat an accepted one, as trackers do that send until they like the answer. */
export function postbackStatement(span: Span, begin: number, end: number): string {
  const rejected = 's.n % 10 = 3'
  // Whose postback it is: a repeated one is that of the conversion before it.
  const of = `IF(${rejected}, s.n, s.n - s.n % ${PER_CONVERSION})`
  const known = (value: string) =>
    `IF(${rejected} AND s.reason IN ('unknown_click', 'malformed_click_id'), NULL, ${value})`
  const columns = {
    id: postbackId(span, 's.n'),
    received_at: moment(calledAt(span, 's.n')),
    method: `'GET'`,
    ip: `CONCAT('198.51.100.', 1 + FLOOR(200 * POW(${chance('ip', 's.n')}, 4)))`,
    url: `CONCAT('/postback?gk_click_id=', LOWER(HEX(${clickId(span, 's.of_n')})), '&cnv_amount=12.50&cnv_conversion_id=order-', s.of_n)`,
    user_agent: `'TrackerBot/1.0'`,
    outcome: `CASE WHEN ${rejected} THEN 'rejected' WHEN s.n = s.of_n THEN 'accepted' ELSE 'duplicate' END`,
    reason: `CASE WHEN ${rejected} THEN s.reason WHEN s.n = s.of_n THEN NULL ELSE 'duplicate' END`,
    click_id: `IF(${rejected} AND s.reason = 'malformed_click_id', NULL, ${clickId(span, 's.of_n')})`,
    offer_id: known(offerOf('s.of_n')),
    advertiser_id: known(advertiserOf('s.of_n')),
    conversion_ref: `CONCAT('order-', s.of_n)`,
    conversion_id: `IF(${rejected}, NULL, ${conversionId(span, 's.of_n')})`,
    test: `(${chance('test', 's.n')} < 0.001)`,
  }
  const inner = `(SELECT s.n, ${of} AS of_n, ${pick('reason', 's.n', TRAFFIC_REASONS, 2)} AS reason FROM ${numbers(begin, end)}) AS s`
  return insert('postbacks', columns, inner)
}
