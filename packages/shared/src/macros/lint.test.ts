import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LintCode } from './finding.js'
import { lintTrackingLink } from './lint.js'
import { MAX_LINK_LENGTH } from './lint-characters.js'
import { lintDestination } from './lint-destination.js'

const ID = 'c={gk_click_id}'

describe('nothing to say about', () => {
  it.each([
    'https://google.com?click_id={gk_click_id}',
    'https://x.example:8443/{country}/{gk_click_id}/?a=%20+&b=[]&filter[name]=1#top',
    'https://[2001:db8::1]/?c={gk_click_id}',
    'https://xn--80ak6aa92e.example/?c={gk_click_id}',
    'https://x.example/wiki/Foo_(bar)/(song)?c={gk_click_id}&d=%7B%22a%22%3A1%7D',
    'https://x.example/?j={"a":{gk_click_id}}&country=device&gk_click_id={gk_click_id}',
    'https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fc%3D{gk_click_id}',
    'https://x.example/#/route?c={gk_click_id}',
    'https://x.example/#{gk_click_id}',
    'myapp://open?cid={gk_click_id}',
    'intent://open?c={gk_click_id}#Intent;scheme=myapp;end',
    'market://details?id=app&referrer=c%3D{gk_click_id}',
  ])('%s', (link) => {
    expect(lintTrackingLink(link)).toEqual([])
  })
})

type Case = [link: string, code: LintCode, fix?: string]

const cases = (rows: Case[]) => rows.map(([link, code, fix]) => ({ link, code, fix }))

function findingOf(link: string, code: LintCode) {
  const finding = lintTrackingLink(link).find((one) => one.code === code)
  if (!finding) throw new Error(`${code} is not among ${JSON.stringify(lintTrackingLink(link))}`)
  return finding
}

/** What a finding looks like, its texts aside; and whether its fix does away with it. */
function outcome(link: string, code: LintCode) {
  const { severity, fix, fixLabel, message, remedy } = findingOf(link, code)
  const mended = fix === undefined || !lintTrackingLink(fix).some((one) => one.code === code)
  return { severity, fix, mended, labelled: fixLabel !== undefined, explained: message !== '' && remedy !== '' }
}

const expected = (severity: 'error' | 'warning', fix: string | undefined) => ({
  severity,
  fix,
  mended: true,
  labelled: fix !== undefined,
  explained: true,
})

describe('errors', () => {
  it.each(
    cases([
      ['', 'not_a_url'],
      [' \n', 'not_a_url'],
      ['track', 'not_a_url'],
      ['/c?c={gk_click_id}', 'not_a_url'],
      ['localhost:3000/?c={gk_click_id}', 'not_a_url'],
      ['https:/x.example/?c={gk_click_id}', 'not_a_url'],
      ['myapp:open?c={gk_click_id}', 'not_a_url'],
      [`x.example/a?${ID}`, 'not_a_url', `https://x.example/a?${ID}`],
      [`x.example:8080/a?${ID}`, 'not_a_url', `https://x.example:8080/a?${ID}`],
      [`//x.example?${ID}`, 'not_a_url', `https://x.example?${ID}`],
      [`javascript:alert(1)//?${ID}`, 'scheme_not_allowed'],
      [`JavaScript://x.example/%0Aalert(1)?${ID}`, 'scheme_not_allowed'],
      [` data:text/html,${ID}`, 'scheme_not_allowed'],
      [`vbscript:x?${ID}`, 'scheme_not_allowed'],
      [`file:///etc/passwd?${ID}`, 'scheme_not_allowed'],
      [`blob:https://x.example/${ID}`, 'scheme_not_allowed'],
      [`about:blank?${ID}`, 'scheme_not_allowed'],
      [`https:///?${ID}`, 'no_host'],
      [`https://?${ID}`, 'no_host'],
      [`https://me@/?${ID}`, 'no_host'],
      [`https://{shop}.example/?${ID}`, 'bad_host'],
      [`https://x.example:port/?${ID}`, 'bad_host'],
      [`https://a[b]/?${ID}`, 'bad_host'],
      [`https://{country}.example/?${ID}`, 'macro_in_host'],
      ['https://{gk_click_id}.example/', 'macro_in_host'],
      [`{os}://x.example/?${ID}`, 'macro_in_scheme'],
      [`https://x.example/?${ID}&d=%2{os}`, 'macro_after_escape'],
      [`https://x.example/.{os}/?${ID}`, 'macro_beside_dots'],
      ['https://x.example/', 'missing_click_id'],
      ['https://x.example/?c={pub_click_id}', 'missing_click_id'],
      [` https://x.example/?${ID}\n`, 'whitespace', `https://x.example/?${ID}`],
      [`https://x.exam\r\n  ple/?a=1&\n${ID}`, 'whitespace', `https://x.example/?a=1&${ID}`],
      [`https://x.example/my page?a=b  c&${ID}`, 'whitespace', `https://x.example/my%20page?a=b%20%20c&${ID}`],
      [`https://x.example/\u200B?\u00A0${ID}\uFEFF`, 'whitespace', `https://x.example/?${ID}`],
      [`https://x.example/\0?${ID}`, 'whitespace', `https://x.example/?${ID}`],
      ['https://x.example/?c={ gk_click_id }', 'whitespace', 'https://x.example/?c={gk_click_id}'],
      [`https://x.example/é?n=😀&${ID}`, 'non_ascii', `https://x.example/%C3%A9?n=%F0%9F%98%80&${ID}`],
      [`https://x.example/\uD83D?${ID}`, 'non_ascii', `https://x.example/%EF%BF%BD?${ID}`],
      [`https://bücher.example/?${ID}`, 'non_ascii'],
      [`https://x.example/?${ID}&d=${'x'.repeat(MAX_LINK_LENGTH)}`, 'too_long'],
      ['https://x.example/?c=%7Bgk_click_id%7D', 'encoded_braces', `https://x.example/?${ID}`],
      ['https://x.example/?c=%257Bgk_click_id%257D', 'encoded_braces', `https://x.example/?${ID}`],
      ['https://x.example/?c={gk_click_id%7d', 'encoded_braces', `https://x.example/?${ID}`],
      ['https://x.example/?c={GK_CLICK_ID}', 'wrong_case', `https://x.example/?${ID}`],
      ['https://x.example/?c=gk_click_id', 'missing_braces', `https://x.example/?${ID}`],
      ['https://x.example/?c={gk_click_id&d=1', 'missing_braces', `https://x.example/?${ID}&d=1`],
      ['https://x.example/?c=gk_click_id}', 'missing_braces', `https://x.example/?${ID}`],
      ['https://x.example/?c={{gk_click_id}}', 'extra_braces', `https://x.example/?${ID}`],
      ['https://x.example/?c={%20gk_click_id%20}', 'spaces_in_braces', `https://x.example/?${ID}`],
      ['https://x.example/?c=${gk_click_id}', 'foreign_brackets', `https://x.example/?${ID}`],
      ['https://x.example/?c=#{gk_click_id}', 'foreign_brackets', `https://x.example/?${ID}`],
      ['https://x.example/?c=[clickid]', 'foreign_brackets', `https://x.example/?${ID}`],
      ['https://x.example/[gk_click_id]/', 'foreign_brackets', 'https://x.example/{gk_click_id}/'],
      ['https://x.example/?c={click-id}', 'unknown_macro', `https://x.example/?${ID}`],
    ]),
  )('$link: $code', ({ link, code, fix }) => {
    expect(outcome(link, code)).toEqual(expected('error', fix))
  })
})

describe('warnings', () => {
  it.each(
    cases([
      [`http://x.example/?${ID}`, 'insecure', `https://x.example/?${ID}`],
      [`HTTP://x.example/?${ID}`, 'insecure', `HTTPs://x.example/?${ID}`],
      [`https://me:secret@x.example/?${ID}`, 'userinfo'],
      [`https://x.example/?a=1?${ID}`, 'second_question_mark', `https://x.example/?a=1&${ID}`],
      [`https://x.example/?a=1?${ID}#b?c`, 'second_question_mark', `https://x.example/?a=1&${ID}#b?c`],
      [`https://x.example/?u=https://y.example/?${ID}`, 'second_question_mark'],
      [`https://x.example/?u=https%3A%2F%2Fy.example?${ID}`, 'second_question_mark'],
      [`https://x.example/?${ID}&q=what?`, 'second_question_mark'],
      [`https://x.example/?${ID}&a=%7Bcountry%7D`, 'encoded_braces', `https://x.example/?${ID}&a={country}`],
      [`https://x.example/?${ID}&a={Pub_Sub_15}`, 'wrong_case', `https://x.example/?${ID}&a={pub_sub_15}`],
      [`https://x.example/?${ID}&a=gk_offer_id`, 'missing_braces', `https://x.example/?${ID}&a={gk_offer_id}`],
      [`https://x.example/?${ID}&a=gk_click_id`, 'missing_braces', `https://x.example/?${ID}&a={gk_click_id}`],
      [`https://x.example/?${ID}&s=#s1#`, 'foreign_brackets'],
      [`https://x.example/?${ID}&s=(affid)&t=1`, 'foreign_brackets'],
      [`https://x.example/?${ID}&s=!!!payout!!!`, 'foreign_brackets'],
      [`https://x.example/?${ID}&s=[[[subid]]]`, 'foreign_brackets'],
      [`https://x.example/?${ID}&s=[%UID%]`, 'foreign_brackets'],
      [`https://x.example/?${ID}&s=\${payout}`, 'foreign_brackets'],
      [`https://x.example/?${ID}&s={{click_id}}`, 'foreign_brackets', `https://x.example/?${ID}&s={gk_click_id}`],
      [`https://x.example/?${ID}&s={sub1}`, 'unknown_macro', `https://x.example/?${ID}&s={pub_sub_1}`],
      [`https://x.example/?${ID}&s={payout}`, 'unknown_macro'],
      [`https://x.example/?${ID}&s={pub_sub_16}`, 'unknown_macro'],
    ]),
  )('$link: $code', ({ link, code, fix }) => {
    expect(outcome(link, code)).toEqual(expected('warning', fix))
  })
})

it('explains one piece of text once', () => {
  const codes = (link: string) => lintTrackingLink(link).map(({ code }) => code)
  expect(codes('https://x.example/?c={{gk_click_id}}')).toEqual(['extra_braces'])
  expect(codes('https://x.example/?c=${payout}')).toEqual(['missing_click_id', 'foreign_brackets'])
  expect(codes('https://x.example/?c=${click_id}')).toEqual(['foreign_brackets'])
  expect(codes('https://{gk_click_id}.example/')).toEqual(['macro_in_host'])
})

it('points at the fault', () => {
  const link = 'http://x.example/?c=%7Bgk_click_id%7D&s={sub1}'
  const texts = lintTrackingLink(link).map(({ start, end }) => link.slice(start, end))
  expect(texts).toEqual(['http', '%7Bgk_click_id%7D', '{sub1}'])
})

it('lints any destination without asking for macros', () => {
  expect(lintDestination('https://x.example/over')).toEqual([])
  expect(lintDestination('javascript:alert(1)').map(({ code }) => code)).toEqual(['scheme_not_allowed'])
})

it('stays within any text, and its fixes come to an end', () => {
  const piece = fc.constantFrom(
    ...'https:// http: x.example / ? # = & %7B %7D { } [ ] $ !!! % %2 %20 .. @ : é'.split(' '),
    ...'gk_click_id GK_CLICK_ID country pub_sub_1 sub1 clickid'.split(' '),
    ' ',
    '\n',
  )
  const text = fc.oneof(
    fc.array(piece).map((parts) => parts.join('')),
    fc.array(piece).map((parts) => `https://x.example/?c=${parts.join('')}`),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(text, (given) => {
      let link = given
      for (let round = 0; round < 100; round++) {
        const findings = lintTrackingLink(link)
        for (const { start, end } of findings) expect(0 <= start && start <= end && end <= link.length).toBe(true)
        const fix = findings.find((finding) => finding.fix !== undefined)?.fix
        if (fix === undefined) return
        expect(fix).not.toBe(link)
        link = fix
      }
      expect.unreachable(`fixes of ${given} do not end: ${link}`)
    }),
    { numRuns: 1000 },
  )
})
