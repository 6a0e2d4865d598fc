/** What the made clicks and postbacks have; the first ones more often. */
export const TRAFFIC_COUNTRIES =
  'US DE GB FR BR IN ES IT NL PL CA AU JP MX TR SE CH AT BE PT ZA NG KE EG AE SG TH VN PH ID'.split(' ')

/** Device, OS, browser, user agent. */
export const TRAFFIC_DEVICES: readonly (readonly string[])[] = [
  [
    'mobile',
    'Android',
    'Chrome',
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36',
  ],
  [
    'mobile',
    'iOS',
    'Safari',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
  ],
  [
    'desktop',
    'Windows',
    'Chrome',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36',
  ],
  [
    'desktop',
    'macOS',
    'Safari',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15',
  ],
]

export const TRAFFIC_REASONS = [
  'unknown_click',
  'malformed_click_id',
  'unknown_event',
  'invalid_amount',
  'too_late',
  'token_invalid',
  'over_cap',
  'ip_not_allowed',
]
