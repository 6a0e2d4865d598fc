import { expect, test } from 'vitest'
import { offerNotices } from './notices'
import { offer } from './offer.sample'

const now = new Date('2026-11-22T12:00:00.000Z')
const before = '2026-11-22T11:00:00.000Z'
const after = '2026-11-22T13:00:00.000Z'
test.each([
  { name: 'an open offer', change: {}, want: undefined },
  { name: 'between start and end', change: { startsAt: before, endsAt: after }, want: undefined },
  {
    name: 'paused',
    change: { status: 'paused' as const },
    want: /^This offer is paused: visitors do not reach.*still convert/,
  },
  {
    name: 'pending',
    change: { status: 'pending' as const },
    want: /^This offer is pending: visitors do not reach the tracking link\.$/,
  },
  { name: 'expired', change: { status: 'expired' as const }, want: /^This offer has expired/ },
  { name: 'not started', change: { startsAt: after }, want: /^This offer starts .*: until then/ },
  { name: 'ended', change: { endsAt: before }, want: /^This offer ended .*still convert/ },
  {
    name: 'with a fallback',
    change: { status: 'paused' as const, fallbackUrl: 'https://f.example' },
    want: /fallback URL/,
  },
])('$name', ({ change, want }) => {
  const [notice] = offerNotices({ ...offer, ...change }, now)
  if (want === undefined) expect(notice).toBeUndefined()
  else expect(notice?.text).toMatch(want)
})

test('each warning of the link, with its remedy', () => {
  const warnings = [
    { code: 'insecure', severity: 'warning' as const, message: 'The link uses http.', remedy: 'Use https.' },
  ]
  expect(offerNotices({ ...offer, warnings }, now)).toEqual([
    { tone: 'warning', text: 'The link uses http. Use https.' },
  ])
})
