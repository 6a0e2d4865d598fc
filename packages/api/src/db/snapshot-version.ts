import type { Knex } from 'knex'

/**
 * Says that something changed that the redirect and postback paths keep in memory (offers, events, partners, advertisers,
 * click keys). Call it in the transaction of the change: whoever sees the new number sees the change.
 */
export async function bumpSnapshotVersion(trx: Knex): Promise<void> {
  await trx('snapshot_version').where({ id: 1 }).increment('version', 1)
}
