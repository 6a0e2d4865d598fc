import type { ClickRow } from '../tables.js'
import type { Random } from './random.js'

type Visitor = Pick<
  ClickRow,
  'ip' | 'country' | 'device' | 'os' | 'browser' | 'user_agent' | 'referrer' | 'traffic_class'
>

const COUNTRIES = [
  ['US', 34],
  ['DE', 13],
  ['GB', 11],
  ['IN', 9],
  ['BR', 8],
  ['FR', 6],
  ['ES', 5],
  ['CA', 5],
  ['PL', 4],
  ['MX', 3],
  ['AU', 2],
] as const

const MACHINES = [
  ['mobile', 'Android', 'Chrome', 'Mozilla/5.0 (Linux; Android 15) Chrome/142.0.0.0 Mobile Safari/537.36', 34],
  [
    'mobile',
    'iOS',
    'Mobile Safari',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Mobile/15E148 Safari/604.1',
    26,
  ],
  ['desktop', 'Windows', 'Chrome', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36', 18],
  [
    'desktop',
    'Windows',
    'Edge',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    6,
  ],
  ['desktop', 'Mac OS', 'Safari', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.6 Safari/605.1.15', 9],
  ['desktop', 'Linux', 'Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 2],
  [
    'tablet',
    'iOS',
    'Mobile Safari',
    'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) Version/18.6 Mobile/15E148 Safari/604.1',
    5,
  ],
] as const

const REFERRERS = [
  [null, 45],
  ['https://www.blueharbor.example/best-brokers', 18],
  ['https://tipster.example/today', 14],
  ['https://mosaic.example/', 12],
  ['https://search.example/', 11],
] as const

/** One who clicks. Addresses are of the ranges that are kept for documentation. */
export function demoVisitor(random: Random): Visitor {
  const ip = `${random.pick(['203.0.113', '198.51.100', '192.0.2'])}.${random.int(254) + 1}`
  const country = random.weighted(COUNTRIES)
  const traffic_class = random.weighted([
    ['human', 93],
    ['bot', 5],
    ['prefetch', 2],
  ] as const)
  if (traffic_class === 'bot') {
    const user_agent = 'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/)'
    return { ip, country, device: null, os: null, browser: null, user_agent, referrer: null, traffic_class }
  }
  const machine = random.weighted(MACHINES.map((one) => [one, one[4]] as const))
  const [device, os, browser, user_agent] = machine
  return { ip, country, device, os, browser, user_agent, referrer: random.weighted(REFERRERS), traffic_class }
}
