import type { PostbackSummary } from '@gokart/shared'
import type { Database } from '../db/knex.js'
import type { ClickRow } from '../db/tables.js'
import type { Known } from '../postback/correction/known.js'
import { explainPostback, type Explanation } from '../postback/explain.js'
import { nearMissesOf } from '../postback/near-miss/of-postback.js'
import { createStoredClicks } from '../postback/near-miss/stored-clicks.js'
import { scopeOf } from '../postback/scope.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { presentPostbackSummary } from './postback.presenter.js'
import type { PostbackRecord } from './postback.repo.js'

/** Who reads a story. `advertiserId` is null for ops, who see everything; `insider`: may see own tokens and events. */
export interface StoryReader {
  readonly advertiserId: number | null
  readonly insider: boolean
}

export interface StoryDeps {
  db: Database
  publicUrl: string
  readonly snapshot: { current(): Snapshot }
}

/** The story of a log row, or of a row as the log would have it, with all that this reader may know and nothing else. */
export function createStoryteller({ db, publicUrl, snapshot }: StoryDeps) {
  async function clickOf(row: PostbackRecord, { advertiserId }: StoryReader): Promise<Known['click']> {
    if (row.click_id === null) return undefined
    const query = db('clicks').where({ id: row.click_id }).first('offer_id', 'pub_member_id')
    if (advertiserId !== null) query.where({ advertiser_id: advertiserId })
    const click: Pick<ClickRow, 'offer_id' | 'pub_member_id'> | undefined = await query
    return click && { offerId: click.offer_id, memberId: click.pub_member_id }
  }

  return async (row: PostbackRecord, reader: StoryReader): Promise<PostbackSummary & Explanation> => {
    const { advertiserId, insider } = reader
    const scope = scopeOf(snapshot.current(), advertiserId)
    const clicks = createStoredClicks(db, advertiserId)
    const suggestions = await nearMissesOf(
      row,
      { snapshot: snapshot.current(), clicks },
      { advertiserId, withNames: insider },
    )
    const known: Known = {
      base: publicUrl,
      snapshot: scope,
      advertiserId: row.advertiser_id ?? advertiserId,
      offerId: row.offer_id,
      click: await clickOf(row, reader),
      insider,
    }
    return { ...presentPostbackSummary(row), ...explainPostback(row, known, suggestions) }
  }
}
