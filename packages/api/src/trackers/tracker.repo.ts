import type { Knex } from 'knex'
import type { AdvertiserRow } from '../db/tables.js'

export type PostbackAdvertiser = Pick<AdvertiserRow, 'id' | 'default_tracker_id' | 'token_policy' | 'postback_token'>

export function createTrackerRepo(db: Knex) {
  return {
    findAdvertiser(id: number): Promise<PostbackAdvertiser | undefined> {
      return db('advertisers').where({ id }).first('id', 'default_tracker_id', 'token_policy', 'postback_token')
    },
  }
}
