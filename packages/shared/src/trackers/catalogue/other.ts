import type { Tracker } from '../tracker.js'

/** A tracker that is not in the catalogue, or a company's own: the user names its parameter. */
export const OTHER: Tracker = {
  id: 'other',
  name: 'Other tracker',
  kind: 'other',
  hosts: [],
  urlPatterns: [],
  exampleLink: 'https://adv.example/track?click_id=',
  clickParam: null,
  altClickParams: [],
  clickPlacement: 'query',
  clickMacro: null,
  eventMacro: null,
  amountMacro: null,
  transactionMacro: null,
  postbackMode: 'macro-template',
  confidence: 'unknown',
  fieldConfidence: {
    clickParam: 'unknown',
    clickMacro: 'unknown',
    eventMacro: 'unknown',
    amountMacro: 'unknown',
    transactionMacro: 'unknown',
  },
  notes:
    'Ask the advertiser which parameter of the tracking link is stored with the click, and how the tracker writes it in a postback URL: often sub1 and {sub1}, or click_id and {click_id}.',
  sources: ['http://support.getgokart.ai/en/articles/11844205-tracking-implementation'],
}
