import type { LiveTest, SentMacro } from '@gokart/shared'
import type { Knex } from 'knex'
import { timeKey } from '../db/time-key.js'
import { bytesToUuid, uuidToBytes } from '../db/uuid.js'
import { clickDestination } from './click-destination.js'
import { createClickRepo } from './click.repo.js'
import { sentMacros } from './sent-macros.js'
import type { ClickRow } from '../db/tables.js'

type TestClick = LiveTest['clicks'][number]

/** A test click, and where its visitor was sent; null where nowhere. */
export interface SentClick extends TestClick {
  readonly device: string | null
  readonly destination: string | null
  readonly macros: SentMacro[]
}

/** Clicks that try an offer out. */
export function createTestClicks(db: Knex) {
  const repo = createClickRepo(db)
  return {
    /** Those of a period, the latest first. Read from the key of the offer's clicks alone; the end is not in it. */
    async latest(offerId: number, { from, to }: { from: Date; to: Date }, limit: number): Promise<TestClick[]> {
      const keys: Buffer[] = await db('clicks')
        .where({ offer_id: offerId, test: 1 })
        .where('id', '>=', timeKey(from))
        .where('id', '<', timeKey(to))
        .orderBy('id', 'desc')
        .limit(limit)
        .pluck('id')
      if (keys.length === 0) return []
      const rows: Pick<ClickRow, 'id' | 'created_at' | 'outcome' | 'traffic_class'>[] = await db('clicks')
        .whereIn('id', keys)
        .orderBy('id', 'desc')
        .select('id', 'created_at', 'outcome', 'traffic_class')
      return rows.map((row) => ({
        clickId: bytesToUuid(row.id),
        createdAt: row.created_at.toISOString(),
        outcome: row.outcome,
        trafficClass: row.traffic_class,
      }))
    },

    /** One of this offer; undefined where it is none of its tests. */
    async find(clickId: string, offerId: number): Promise<SentClick | undefined> {
      const known = await db('clicks')
        .where({ id: uuidToBytes(clickId), offer_id: offerId, test: 1 })
        .first('id')
      const row = known && (await repo.find(clickId, undefined))
      if (!row) return undefined
      return {
        clickId,
        createdAt: row.created_at.toISOString(),
        outcome: row.outcome,
        trafficClass: row.traffic_class,
        device: row.device,
        destination: clickDestination(row),
        macros: sentMacros(row),
      }
    },
  }
}
export type TestClicks = ReturnType<typeof createTestClicks>
