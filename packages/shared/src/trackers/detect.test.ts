import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMapped } from './catalogue/index.js'
import { detectTracker } from './detect.js'

const idsOf = (link: string) => detectTracker(link)?.candidates.map(({ id }) => id)

describe('by host', () => {
  it.each([
    ['https://demo.go2cloud.org/anything', 'tune'],
    ['https://go2cloud.org', 'tune'],
    ['HTTPS://DEMO.GO2CLOUD.ORG/AFF_C', 'tune'],
    ['https://demo.go2cloud.org:8443/x', 'tune'],
    ['https://demo.go2cloud.org./x', 'tune'],
    ['https://user:p@ss@demo.go2cloud.org/x', 'tune'],
    ['https://evil.example@x@go2cloud.org/x', 'tune'],
    ['//demo.go2cloud.org/x', 'tune'],
    ['demo.go2cloud.org/x', 'tune'],
    ['demo.go2cloud.org?x=1', 'tune'],
    [' \n https://demo.go2cloud.org/x \n', 'tune'],
    ['https://go2cloud.org?u=https://everflow.io/', 'tune'],
    ['https://go2cloud.org#everflow.io', 'tune'],
    ['https://go2cloud.org\\.evil.example/', 'tune'], // a browser takes the backslash for a slash
    ['https://linksynergy.walmart.com/x', 'rakuten'],
    ['https://brand-alternate.app.link/x', 'branch'],
  ])('%j is %s', (link, id) => {
    expect(detectTracker(link)).toMatchObject({ tracker: { id }, confidence: 'host' })
  })

  it.each([
    'https://evil-everflow.io/x',
    'https://notgo2cloud.org/x',
    'https://everflow.io.evil.example/x',
    'https://everflow.io@evil.example/x',
    'https://everflow.io:443@evil.example/x',
    'https://evil.example\\@everflow.io/x',
    'https://evil.example/everflow.io',
    'https://evil.example?x=https://everflow.io/',
    'https://evil.example#@everflow.io/',
    'https://io/x',
    'https://.everflow.io.',
    'https://everflow.io../x',
    'everflow://demo.go2cloud.org/x',
    'mailto:me@everflow.io',
  ])('%j is nobody’s', (link) => {
    const found = detectTracker(link)
    expect(found?.confidence === 'host' ? found.tracker.id : undefined).toBe(
      link === 'https://.everflow.io.' ? 'everflow' : undefined,
    )
  })

  it('puts the tracker first whose form the link has, where two share a host', () => {
    expect(idsOf('https://x.trckswrm.com/click?offer_id=1&pub_id=2')).toEqual(['swaarm', 'swaarm_mmp'])
    expect(idsOf('https://x.trckswrm.com/click?offer_id=1&pub_id=2&install_callback=')).toEqual([
      'swaarm_mmp',
      'swaarm',
    ])
    expect(idsOf('https://x.trckswrm.com/click?install_callback=')).toEqual(['swaarm_mmp', 'swaarm'])
  })

  it('does not suggest other forms once the host is known', () => {
    expect(idsOf('https://tc.tradetracker.net/?c=1&m=2&a=3')).toEqual(['tradetracker'])
  })

  it('names trackers whose parameters are not known', () => {
    const found = detectTracker('https://abc.rdtk.io/x')
    expect(found).toMatchObject({ tracker: { id: 'redtrack', name: 'RedTrack' }, confidence: 'host' })
    expect(found && isMapped(found.tracker)).toBe(false)
  })
})

describe('by form, on a host of the customer’s own', () => {
  it.each([
    ['https://t.example.com/aff_c?offer_id=1&aff_id=2', ['tune']],
    ['https://t.example.com/?a=12&c=34', ['cake']],
    ['https://t.example.com?c=34&a=12&s1=x', ['cake']],
    ['https://t.example.com/2CTPL/3QQG7/', ['everflow']],
    ['https://goto.brand.example/c/123/456/789?u=x', ['impact']],
    ['https://t.example.com/click?pid=12&offer_id=3', ['affise']],
    ['https://t.example.com/click?campaign_id=1&pub_id=2', ['trackier']],
    ['https://t.example.com/tl?a=1&o=2', ['fuseclick']],
    ['https://t.example.com/track.aspx?CID=1&AFID=2', ['linktrust']],
    ['https://t.example.com/x?$3p=a_partner', ['branch']],
    ['https://t.example.com/x?%243p=a_partner', ['branch']],
    ['https://t.example.com/click-1234-5678', ['cj']],
    ['t.example.com/aff_c?offer_id=1&aff_id=2', ['tune']],
    // Several fit: the form that asks for more comes first.
    ['https://t.example.com/aff_c?offer_id=1&aff_id=2&publisher_id=3', ['tune', 'aftrad']],
    ['https://t.example.com/click?pid=1&offer_id=2&pub_id=3', ['affise', 'swaarm']],
    ['https://t.example.com/click?campaign_id=1&pub_id=2&publisher_id=3', ['trackier', 'appcarry']],
    ['https://t.example.com/c?a=1&o=2&offer_id=3&publisher_id=4', ['offer18', 'aftrad']],
  ])('%j looks like %j', (link, ids) => {
    expect(idsOf(link)).toEqual(ids)
    expect(detectTracker(link)?.confidence).toBe('pattern')
  })

  it.each([
    'https://t.example.com/?aa=12&cc=34',
    'https://t.example.com/?a=x&c=y',
    'https://t.example.com/?u=https://x.example/?a=1%26c=2',
    'https://t.example.com/#/?a=1&c=2',
    'https://t.example.com/aff_c?offer_id=1',
    'https://t.example.com/xaff_cx?offer_id=1&aff_id=2',
    'https://t.example.com/x?$3p=b_partner',
    'app://open/?a=12&c=34',
  ])('%j like nothing', (link) => {
    expect(detectTracker(link)).toBeUndefined()
  })
})

describe('anything else', () => {
  it.each([
    '',
    ' ',
    'hello',
    'https://',
    'https:///',
    '://',
    '#',
    '?',
    '%',
    'https://%/',
    'https://[::1]:80/',
    '\ud800',
  ])('%j is no link of a tracker', (text) => expect(detectTracker(text)).toBeUndefined())

  it('never throws', () => {
    const units = fc.array(
      fc.constantFrom(...'aA/?#&=;:@.%{}()\\[] \n'.split(''), 'https://', 'go2cloud.org', '\ud800'),
    )
    fc.assert(
      fc.property(units, (parts) => {
        expect(() => detectTracker(parts.join(''))).not.toThrow()
      }),
    )
  })

  it.each([
    ['dots', 'https://' + 'a.'.repeat(50_000)],
    ['one label', 'a'.repeat(100_000)],
    ['no scheme', 'a.'.repeat(50_000)],
    ['colons', 'https://' + ':'.repeat(100_000)],
    ['paths', 'https://x.example' + '/click-1-1/c/1/aff_c'.repeat(5000)],
    ['digits', 'https://x.example/click-' + '1'.repeat(100_000)],
    ['capitals', 'https://x.example/' + 'A'.repeat(100_000)],
    ['parameters', 'https://x.example/click?' + 'offer_id=&pid=1&'.repeat(6000)],
    ['brackets', 'https://x.example/?' + 'a('.repeat(50_000)],
    ['bracket name', 'https://x.example/?a(1)' + 'a'.repeat(100_000)],
    ['spaces', ' '.repeat(100_000) + 'x' + ' '.repeat(100_000)],
    ['percent signs', 'https://x.example/?' + '%'.repeat(100_000)],
  ])('takes 100 kB of %s in its stride', (_, link) => {
    const start = performance.now()
    detectTracker(link)
    expect(performance.now() - start).toBeLessThan(250)
  })
})
