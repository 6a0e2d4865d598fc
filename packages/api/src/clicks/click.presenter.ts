import { SUB_COUNT, type Click, type ClickStory, type RecordedClickStory } from '@gokart/shared'
import { bytesToUuid } from '../db/uuid.js'
import { clickDestination } from './click-destination.js'
import { sentMacros } from './sent-macros.js'
import type { ClickRecord, ClickStoryRecord } from './click.repo.js'

export function presentClick(row: ClickRecord): Click {
  return {
    clickId: bytesToUuid(row.id),
    offerId: row.offer_id,
    offerName: row.offer_name,
    advertiserId: row.advertiser_id,
    advertiserName: row.advertiser_name,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    createdAt: row.created_at.toISOString(),
    outcome: row.outcome,
    trafficClass: row.traffic_class,
    ip: row.ip,
    country: row.country,
    device: row.device,
    os: row.os,
    browser: row.browser,
    pubClickId: row.pub_click_id,
    pubMemberId: row.pub_member_id,
    test: row.test === 1,
  }
}

/** What came after the click. */
export type FollowedClick = Pick<
  ClickStory,
  'postbacks' | 'morePostbacks' | 'conversions' | 'moreConversions' | 'batches'
>

export function presentClickStory(row: ClickStoryRecord, followed: FollowedClick): RecordedClickStory {
  return {
    recorded: true,
    ...presentClick(row),
    linkVersion: row.link_version,
    destination: clickDestination(row),
    macros: sentMacros(row),
    userAgent: row.user_agent,
    referrer: row.referrer,
    pubSessionId: row.pub_session_id,
    pubSubs: Array.from({ length: SUB_COUNT }, (_, index) => row[`pub_sub_${index + 1}` as 'pub_sub_1']),
    ...followed,
  }
}
