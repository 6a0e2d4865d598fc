import { describe, expect, it } from 'vitest'
import { createVisitorReader, trafficClass } from './visitor.js'

const visitors = createVisitorReader()
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1'
const IPAD =
  'Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1'

describe('what a user agent tells', () => {
  it.each([
    ['Chrome on Windows', CHROME, { bot: false, device: 'desktop', os: 'Windows', browser: 'Chrome' }],
    ['an iPhone', IPHONE, { bot: false, device: 'mobile', os: 'iOS', browser: 'Mobile Safari' }],
    ['an iPad', IPAD, { bot: false, device: 'tablet', os: 'iOS', browser: 'Mobile Safari' }],
    ['a program', 'curl/8.5.0', { bot: true, device: undefined, os: undefined, browser: undefined }],
    ['nothing', undefined, { bot: true, device: undefined, os: undefined, browser: undefined }],
  ])('%s', (_, userAgent, agent) => {
    expect(visitors.agent(userAgent)).toEqual(agent)
  })

  it('knows link previews and crawlers', () => {
    for (const name of [
      'facebookexternalhit/1.1',
      'Slackbot-LinkExpanding 1.0',
      'WhatsApp/2.23',
      'Mozilla/5.0 (compatible; Googlebot/2.1)',
    ]) {
      expect(visitors.agent(name).bot).toBe(true)
    }
  })

  it('fits its columns, whatever is sent', () => {
    for (const text of [
      'x'.repeat(512),
      '();;'.repeat(128),
      `Mozilla/5.0 (${'Linux; '.repeat(60)}`,
      `${'Foo'.repeat(40)}/1.0 (X11; Linux)`,
    ]) {
      const { device, os, browser } = visitors.agent(text)
      expect(device?.length ?? 0).toBeLessThanOrEqual(16)
      expect(Math.max(os?.length ?? 0, browser?.length ?? 0)).toBeLessThanOrEqual(32)
    }
  })

  it('is remembered', () => {
    expect(visitors.agent(CHROME)).toBe(visitors.agent(CHROME))
  })
})

describe('the country of an address', () => {
  it.each([
    ['8.8.8.8', 'US'],
    ['2001:4860:4860::8888', 'US'],
    ['193.0.6.139', 'NL'],
    ['127.0.0.1', undefined],
    ['10.1.2.3', undefined],
    ['192.168.0.1', undefined],
    ['::1', undefined],
    ['fe80::1', undefined],
    ['', undefined],
  ])('%s: %s', (ip, country) => {
    expect(visitors.country(ip)).toBe(country)
    expect(visitors.country(ip)).toBe(country)
  })
})

describe('the traffic class', () => {
  it.each([
    ['a person', CHROME, {}, 'human'],
    ['Chrome prefetches', CHROME, { 'sec-purpose': 'prefetch' }, 'prefetch'],
    ['Chrome prerenders', CHROME, { 'sec-purpose': 'prefetch;prerender' }, 'prefetch'],
    ['an old Chrome prefetches', CHROME, { purpose: 'prefetch' }, 'prefetch'],
    ['an old Firefox prefetches', CHROME, { 'x-moz': 'prefetch' }, 'prefetch'],
    ['Safari previews', CHROME, { 'x-purpose': 'preview' }, 'prefetch'],
    ['another purpose', CHROME, { purpose: 'navigate' }, 'human'],
    ['a bot', 'curl/8.5.0', {}, 'bot'],
    ['a bot that prefetches', 'curl/8.5.0', { purpose: 'prefetch' }, 'bot'],
    ['no user agent', undefined, {}, 'bot'],
  ])('%s', (_, userAgent, headers, expected) => {
    expect(trafficClass(visitors.agent(userAgent), headers)).toBe(expected)
  })
})
