import type { Migration } from '../migrate.js'

interface Key {
  readonly name: string
  readonly before?: string
  readonly after: string
}

/*
 * What lists are read from, with the columns behind the order that they are filtered by: a filter that few rows pass then costs entries
 * of an index and no rows. The log gets the advertiser's own conversion ID, and is found by it and by the sender's address.
 */
const KEYS: Readonly<Record<string, readonly Key[]>> = {
  postbacks: [
    { name: 'postbacks_ref', after: 'conversion_ref' },
    { name: 'postbacks_ip', after: 'ip, id, advertiser_id, test' },
    { name: 'postbacks_reason', before: 'reason, id, test', after: 'reason, id, advertiser_id, offer_id, test' },
    { name: 'postbacks_offer', before: 'offer_id, id, test', after: 'offer_id, id, advertiser_id, outcome, test' },
  ],
  conversions: [
    {
      name: 'conversions_converted',
      before: 'converted_at, id, test',
      after: 'converted_at, id, status, revenue, test',
    },
    {
      name: 'conversions_status',
      before: 'status, converted_at, id, test',
      after: 'status, converted_at, id, revenue, test',
    },
    {
      name: 'conversions_offer',
      before: 'offer_id, converted_at, id, status, test',
      after: 'offer_id, converted_at, id, status, test, advertiser_id, revenue',
    },
    {
      name: 'conversions_advertiser',
      before: 'advertiser_id, converted_at, id, status, test',
      after: 'advertiser_id, converted_at, id, status, test, offer_id, revenue',
    },
    {
      name: 'conversions_revenue',
      before: 'revenue, id, test',
      after: 'revenue, id, status, converted_at, offer_id, test',
    },
    {
      name: 'conversions_advertiser_revenue',
      before: 'advertiser_id, revenue, id, test',
      after: 'advertiser_id, revenue, id, status, converted_at, offer_id, test',
    },
  ],
}

const change = ({ name, before }: Key, columns: string | undefined, drop: boolean) =>
  [...(drop || before ? [`DROP KEY ${name}`] : []), ...(columns ? [`ADD KEY ${name} (${columns})`] : [])].join(', ')

export const migration: Migration = {
  name: '0010-lists',
  async up(db) {
    // A killed migration runs again; each of its statements is done or not.
    if (!(await db.schema.hasColumn('postbacks', 'conversion_ref'))) {
      const changes = KEYS['postbacks']!.map((key) => change(key, key.after, false))
      await db.raw(`ALTER TABLE postbacks ADD COLUMN conversion_ref VARCHAR(255) NULL, ${changes.join(', ')}`)
    }
    // Of those that made a conversion it is known; a rejected one has it in its URL or body alone.
    await db.raw(
      `UPDATE postbacks p JOIN conversions c ON c.postback_id = p.id SET p.conversion_ref = c.conversion_ref
       WHERE c.conversion_ref IS NOT NULL AND p.conversion_ref IS NULL`,
    )
    const changes = KEYS['conversions']!.map((key) => change(key, key.after, false))
    await db.raw(`ALTER TABLE conversions ${changes.join(', ')}`)
  },
  async down(db) {
    const conversions = KEYS['conversions']!.map((key) => change(key, key.before, true))
    await db.raw(`ALTER TABLE conversions ${conversions.join(', ')}`)
    const postbacks = KEYS['postbacks']!.map((key) => change(key, key.before, true))
    await db.raw(`ALTER TABLE postbacks ${postbacks.join(', ')}, DROP COLUMN conversion_ref`)
  },
}
