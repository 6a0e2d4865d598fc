import type { Knex } from 'knex'
import type { CountColumn, CountsQuery } from '../counters/counts-query.js'
import type { ClickRow, ConversionRow, PostbackRow } from '../db/tables.js'

/** What counters should say, added up from all rows in the plainest way. Sums by period and values, as text. */
export type Sums = Record<string, string>

interface Fact {
  readonly at: number
  readonly values: Partial<Record<CountColumn, string | number>>
  /** In ten-thousandths, so that money adds up exactly. */
  readonly sums: Readonly<Record<string, bigint>>
}

export function addUp(facts: readonly Fact[], { from, to, cuts = [], columns, filters = {} }: CountsQuery): Sums {
  const totals = new Map<string, Record<string, bigint>>()
  for (const { at, values, sums } of facts) {
    const wanted = Object.entries(filters).every(([column, allowed]) =>
      allowed.includes(values[column as CountColumn]!),
    )
    if (at < from || at >= to || !wanted) continue
    const key = [cuts.filter((cut) => cut <= at).length, ...columns.map((column) => values[column])].join(' | ')
    const total = totals.get(key) ?? {}
    totals.set(key, total)
    for (const [name, sum] of Object.entries(sums)) total[name] = (total[name] ?? 0n) + sum
  }
  const all = [...totals].filter(([, sums]) => Object.values(sums).some((sum) => sum !== 0n))
  return Object.fromEntries(
    all.map(([key, sums]) => [
      key,
      Object.entries(sums)
        .map((sum) => sum.join('='))
        .join(' '),
    ]),
  )
}

/** Rows of a select of counters as facts. */
export function factsOfCounts(rows: readonly Record<string, string | number>[], sums: readonly string[]): Fact[] {
  return rows.map((row) => ({
    at: Number(row['at']),
    values: row,
    sums: Object.fromEntries(sums.map((name) => [name, tenThousandths(row[name] ?? 0)])),
  }))
}

function tenThousandths(number: string | number): bigint {
  const [whole, fraction = ''] = String(number).split('.')
  return BigInt(`${whole}${fraction.padEnd(4, '0').slice(0, 4)}`)
}

const ONE = 10_000n
const DAY = 86_400_000
const keyMs = (id: Buffer) => id.readUIntBE(0, 6)

export async function naiveClicks(db: Knex): Promise<Fact[]> {
  const rows: ClickRow[] = await db('clicks').where({ outcome: 'sent', test: 0 }).orderBy('id')
  const seen = new Set<string>()
  return rows.map((row) => {
    const at = keyMs(row.id)
    const visitor = JSON.stringify([Math.floor(at / DAY), row.offer_id, row.traffic_class, ...whose(row)])
    const isFirst = !seen.has(visitor)
    seen.add(visitor)
    return {
      at,
      values: {
        advertiser_id: row.advertiser_id!,
        offer_id: row.offer_id!,
        partner_id: row.partner_id ?? 0,
        country: row.country ?? '',
        traffic_class: row.traffic_class,
      },
      sums: { clicks: ONE, unique_clicks: isFirst ? ONE : 0n },
    }
  })
}

function whose({ pub_member_id: member, partner_id, ip, user_agent }: ClickRow): unknown[] {
  const isNamed = member !== null && member.trim() !== '' && !member.startsWith('{') && member !== 'null'
  return isNamed ? ['member', partner_id ?? 0, member] : ['visitor', ip, user_agent ?? '']
}

export async function naiveRejected(db: Knex): Promise<Fact[]> {
  const rows: PostbackRow[] = await db('postbacks').where({ outcome: 'rejected', test: 0 })
  return rows.map((row) => ({
    at: keyMs(row.id),
    values: { advertiser_id: row.advertiser_id ?? 0, offer_id: row.offer_id ?? 0, reason: row.reason ?? '' },
    sums: { rejected: ONE },
  }))
}

export async function naiveConversions(db: Knex, clock: 'click' | 'conversion'): Promise<Fact[]> {
  const rows: ConversionRow[] = await db('conversions').where({ test: 0 })
  return rows.map((row) => ({
    at: (clock === 'click' ? row.clicked_at : row.converted_at).getTime(),
    values: { ...row, partner_id: row.partner_id ?? 0, country: row.country ?? '' } as Fact['values'],
    sums: Object.fromEntries(
      ['pending', 'success', 'rejected'].flatMap((status) => [
        [status, row.status === status ? ONE : 0n],
        [`${status}_revenue`, row.status === status ? tenThousandths(row.revenue) : 0n],
      ]),
    ),
  }))
}
