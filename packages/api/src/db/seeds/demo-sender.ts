import { parseTemplate, renderTemplate } from '@gokart/shared/macros'
import {
  clickParameterOf,
  findTracker,
  OTHER_TRACKER,
  postbacks,
  postbackUrl,
  receive,
  type Habit,
} from '@gokart/shared/trackers'
import type { ClickRow } from '../tables.js'
import { bytesToUuid } from '../uuid.js'
import type { PlacedOffer } from './demo-clicks.js'

/** What a visitor did. */
export interface DemoConversion {
  readonly eventId: string | undefined
  readonly amount: string
  readonly conversionId: string
}

/** The parameters that the offer's tracker sends for a conversion: what it kept of the link, in its own macros, in its way. */
export function sentParameters(
  click: ClickRow,
  { input, token }: PlacedOffer,
  { eventId, amount, conversionId }: DemoConversion,
  habit?: Habit,
): Record<string, string> {
  const tracker = findTracker(input.trackerId ?? '') ?? OTHER_TRACKER
  const parameterName = input.clickParameter ?? clickParameterOf(input.trackingLink)
  const values = { gk_click_id: bytesToUuid(click.id), pub_sub_1: click.pub_sub_1 ?? '' }
  const visit = receive(tracker, renderTemplate(parseTemplate(input.trackingLink), values), parameterName)
  const { url } = postbackUrl('https://gokart.example', tracker, { eventId: eventId ?? null, parameterName, token })
  const [sent] = postbacks(tracker, visit, [{ postbackUrl: url, event: eventId, amount, conversionId }], habit)
  return Object.fromEntries(new URL(sent?.url ?? url).searchParams)
}
