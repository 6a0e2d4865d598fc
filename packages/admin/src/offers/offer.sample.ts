import { NO_EVENT_RULES, type Offer } from '@gokart/shared'

/** An offer as the API gives it, for tests. */
export const offer: Offer = {
  id: 9,
  key: 'k3y',
  advertiserId: 4,
  advertiserName: 'Acme',
  name: 'Summer',
  trackingLink: 'https://acme.everflow.io/A/B/?sub1={gk_click_id}',
  trackerId: 'everflow',
  clickParameter: null,
  status: 'active',
  fallbackUrl: null,
  currency: 'USD',
  startsAt: null,
  endsAt: null,
  minSecondsAfterClick: null,
  maxDaysAfterClick: null,
  events: [
    { id: 1, name: 'SignUp', eventId: 'SignUp', payoutType: 'flat', payout: '1.00', ...NO_EVENT_RULES },
    { id: 2, name: 'Trade', eventId: 'Trade', payoutType: 'flat', payout: '2.00', ...NO_EVENT_RULES },
    { id: 3, name: 'Deposit', eventId: 'Deposit', payoutType: 'flat', payout: '3.00', ...NO_EVENT_RULES },
  ],
  clickLink: 'https://go.example/c/k3y',
  postbackUrl: 'https://go.example/postback?gk_click_id={sub1}',
  postbackUrls: [],
  warnings: [],
  version: 3,
  createdAt: '2026-11-01T09:00:00.000Z',
  updatedAt: '2026-11-01T09:00:00.000Z',
}
