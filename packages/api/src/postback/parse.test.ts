import { POSTBACK_LIMITS } from '@gokart/shared'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailHash, emailPrint, tokenPrint } from './fingerprint.js'
import { parsePostback } from './parse.js'
import { maskRaw, type RawPostback } from './raw.js'

const ID = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'

function raw(url: string, body: string | null = null, contentType: string | null = null): RawPostback {
  const method = body === null ? 'GET' : 'POST'
  return { id: ID, receivedAt: 0, method, url, body, contentType, userAgent: null, ip: '::1', from: 'wire' }
}
const parse = (url: string, body?: string, contentType?: string) => parsePostback(raw(url, body, contentType))
/** As it is read again from its log row. */
const logged = (original: RawPostback): RawPostback => ({ ...original, ...maskRaw(original), from: 'log' })

describe('parameters of a postback', () => {
  it('are read from the query', () => {
    const url =
      `/postback?gk_click_id=${ID}&cnv_event_id=First%20Trade&cnv_amount=49.90&cnv_currency=EUR&cnv_conversion_id=A%2B1` +
      '&cnv_conversion_ip_address=2001%3Adb8%3A%3A1&cnv_email=A%40b.example&cnv_user_id=u1&cnv_sub_1=s1&cnv_sub_5=s5' +
      '&cnv_status=pending&token=t'
    expect(parse(url)).toMatchObject({
      clickId: ID,
      eventId: 'First Trade',
      amount: '49.90',
      currency: 'EUR',
      conversionRef: 'A+1',
      ip: '2001:db8::1',
      email: { plain: 'A@b.example', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      userId: 'u1',
      subs: ['s1', undefined, undefined, undefined, 's5'],
      status: 'pending',
      token: 't',
      notes: [],
    })
  })

  it.each([
    ['a form', `gk_click_id=${ID}&cnv_amount=49.90`, FORM],
    ['a form without a type', `gk_click_id=${ID}&cnv_amount=49.90`, undefined],
    ['JSON', `{"gk_click_id":"${ID}","cnv_amount":"49.90"}`, JSON_TYPE],
    ['JSON with a number, as it was written', `{ "gk_click_id" : "${ID}", "cnv_amount" : 49.90 }`, JSON_TYPE],
    ['JSON of a vendor type', `{"gk_click_id":"${ID}","cnv_amount":49.90}`, 'application/vnd.x+json; charset=utf-8'],
    ['JSON that calls itself a form, as curl -d sends it', `{"gk_click_id":"${ID}","cnv_amount":49.90}`, FORM],
    [
      'multipart',
      `--xx\r\nContent-Disposition: form-data; name="gk_click_id"\r\n\r\n${ID}\r\n` +
        '--xx\r\nContent-Disposition: form-data; name="cnv_amount"\r\n\r\n49.90\r\n--xx--\r\n',
      'multipart/form-data; boundary=xx',
    ],
  ])('are read from %s, which wins over the query', (_, body, type) => {
    const parsed = parse('/postback?gk_click_id=other&cnv_amount=1&cnv_user_id=u', body, type)
    expect(parsed).toMatchObject({ clickId: ID, amount: '49.90', userId: 'u', bodyProblem: undefined })
  })

  it('keep the literal text of numbers that a float would change', () => {
    const read = (literal: string) =>
      parse('/postback', `{"cnv_amount":${literal},"cnv_conversion_id":12345678901234567890}`)
    expect(read('49.90').amount).toBe('49.90')
    expect(read('0.1000000000000000055').amount).toBe('0.1000000000000000055')
    expect(read('1').conversionRef).toBe('12345678901234567890')
  })

  it('count once: the first of equal names', () => {
    expect(parse('/postback?cnv_user_id=a&cnv_user_id=b').userId).toBe('a')
    expect(parse('/postback', 'cnv_user_id=a&cnv_user_id=b').userId).toBe('a')
    expect(parse('/postback', '{"cnv_user_id":"a","cnv_user_id":"b"}').userId).toBe('a')
  })

  it('read event_id as cnv_event_id, which wins', () => {
    expect(parse('/postback?event_id=a').eventId).toBe('a')
    expect(parse('/postback?event_id=a&cnv_event_id=b').eventId).toBe('b')
    expect(parse('/postback?event_id=a&cnv_event_id=').eventId).toBe('a')
  })

  it('count the query where the body is broken, and say so', () => {
    const parsed = parse(`/postback?gk_click_id=${ID}`, '{"gk_click_id": "', JSON_TYPE)
    expect(parsed).toMatchObject({ clickId: ID, bodyProblem: expect.stringContaining('broken JSON') })
    expect(parsed.notes).toEqual([parsed.bodyProblem])
    expect(parse('/postback', '[1]', JSON_TYPE).bodyProblem).toMatch(/no JSON object/)
    expect(parse('/postback', 'hello', JSON_TYPE).bodyProblem).toMatch(/no JSON object/)
  })

  it('take nothing from nested objects and arrays', () => {
    const parsed = parse('/postback', `{"data":{"gk_click_id":"a"},"list":["gk_click_id","b"],"cnv_user_id":["x"]}`)
    expect(parsed.clickId).toBeUndefined()
    expect(parsed.userId).toBeUndefined()
  })

  it('read null as not sent and true as text', () => {
    expect(parse('/postback?cnv_user_id=q', '{"cnv_user_id":null,"cnv_sub_1":true}')).toMatchObject({
      userId: 'q',
      subs: ['true', undefined, undefined, undefined, undefined],
    })
  })

  it('read &amp; as &, with a note', () => {
    const parsed = parse(`/postback?gk_click_id=${ID}&amp;cnv_amount=5`)
    expect(parsed.amount).toBe('5')
    expect(parsed.notes).toEqual(['"&amp;" before cnv_amount was read as "&".'])
  })

  it.each([
    '{transaction_id}',
    '#leadid#',
    '[%TX%]',
    '!!!commission!!!',
    '${(id)!}',
    'null',
    'undefined',
    '0',
    '(none)',
  ])('take an optional %s as not sent, with a note', (value) => {
    const parsed = parse(`/postback?cnv_conversion_id=${encodeURIComponent(value)}`)
    expect(parsed.conversionRef).toBeUndefined()
    expect(parsed.notes).toHaveLength(1)
  })

  it.each(['{EFB2A7D2-C01A-4E3F-B8A1-81B4568E9F32}', '1029', 'ORDER-7', '(555)', '#1001', 'a{b}'])(
    'keep a conversion ID that only looks odd: %s',
    (value) => {
      expect(parse(`/postback?cnv_conversion_id=${encodeURIComponent(value)}`).conversionRef).toBe(value)
    },
  )

  it('keep zero as an amount', () => {
    expect(parse('/postback?cnv_amount=0').amount).toBe('0')
  })

  it('cut long texts and lose NUL and halves of characters', () => {
    const parsed = parse(`/postback?cnv_user_id=${'x'.repeat(300)}&cnv_sub_1=a%00b`)
    expect(parsed.userId).toHaveLength(POSTBACK_LIMITS.text)
    expect(parsed.subs[0]).toBe('ab')
    expect(parsed.notes).toEqual(['cnv_user_id was cut at 255 characters.'])
    expect(parse('/postback', '{"cnv_sub_1":"\\ud800x"}').subs[0]).toBe('\ufffdx')
  })

  it('keep a long conversion ID whole: two that differ at their end are two', () => {
    expect(parse(`/postback?cnv_conversion_id=${'x'.repeat(300)}a`).conversionRef).toHaveLength(301)
  })

  it('take an email that is hashed already as its hash', () => {
    const { hash } = parse('/postback?cnv_email=%20Ann%40Example.com').email!
    expect(parse('/postback?cnv_email=ann%40example.com').email?.hash).toBe(hash)
    expect(parse(`/postback?cnv_email=${hash.toUpperCase()}`).email).toEqual({ plain: undefined, hash })
  })

  it('never throw, whatever arrives', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.webQueryParameters())
    const type = fc.option(fc.constantFrom(FORM, JSON_TYPE, 'multipart/form-data; boundary=x', 'text/xml', ''))
    fc.assert(
      fc.property(text, fc.option(text), type, (query, body, contentType) => {
        const original = raw(`/postback?${query}`, body, contentType)
        expect(parsePostback(original).notes).toBeInstanceOf(Array)
        expect(parsePostback(logged(original)).notes).toBeInstanceOf(Array)
      }),
    )
  })
})

describe('the log of a postback', () => {
  const token = 'k3yk3yk3yk3yk3yk3yk3yk3yk3yk3yk3'
  const pair = { token, cnv_email: 'ann@example.com' }

  it.each([
    ['the query', raw(`/postback?token=${token}&a=1&cnv_email=ann%40example.com`)],
    ['an encoded name', raw(`/postback?%74oken=${token}&amp;cnv_email=ann@example.com`)],
    ['a form', raw('/postback', new URLSearchParams(pair).toString(), FORM)],
    ['JSON', raw('/postback', JSON.stringify(pair), JSON_TYPE)],
    ['nested JSON', raw('/postback', JSON.stringify({ data: [pair] }), JSON_TYPE)],
    ['broken JSON', raw('/postback', `{"token":"${token}","cnv_email":"ann@example.com",`, JSON_TYPE)],
    ['both', raw(`/postback?token=${token}`, JSON.stringify(pair))],
    [
      'multipart',
      raw(
        '/postback',
        `--x\r\ncontent-disposition: form-data; name="token"\r\n\r\n${token}\r\n--x--`,
        'multipart/form-data; boundary="x"',
      ),
    ],
  ])('holds no token and no email: %s', (_, original) => {
    const kept = JSON.stringify(maskRaw(original))
    expect(kept).not.toContain(token)
    expect(kept).not.toContain('ann')
    expect(kept).toContain(tokenPrint(token))
  })

  it('says the same as the wire did, with fingerprints for secrets', () => {
    const original = raw(`/postback?gk_click_id=${ID}&token=${token}&cnv_email=ann%40example.com&cnv_amount=5`)
    const wire = parsePostback(original)
    const log = parsePostback(logged(original))
    expect(log).toMatchObject({ clickId: ID, amount: '5', token: tokenPrint(token), notes: wire.notes })
    expect(log.email).toEqual({ plain: undefined, hash: wire.email?.hash })
  })

  it('changes nothing else', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        fc.pre(!/token|email/i.test(query) && !query.includes('%'))
        expect(maskRaw(raw(`/postback?${query}`)).url).toBe(`/postback?${query}`)
      }),
    )
  })

  it('takes parameters with names of JavaScript’s own as any other', () => {
    const url = '/postback?hasOwnProperty=1&valueOf=2&__proto__=3&toString=4&constructor=5'
    expect(maskRaw(raw(url)).url).toBe(url)
  })

  it.each([
    ['as JSON', JSON_TYPE],
    ['as a form', 'application/x-www-form-urlencoded'],
  ])('holds no token of a JSON list that came %s', (_, type) => {
    const body = JSON.stringify([{ gk_click_id: ID, token, cnv_email: 'ann@example.com' }])
    const kept = maskRaw(raw('/postback', body, type)).body
    expect(kept).not.toContain(token)
    expect(kept).not.toContain('ann@')
    expect(parsePostback(raw('/postback', body, type))).toMatchObject({ clickId: undefined, bodyProblem: /./ })
  })

  it('cannot be used to send a token that stands in it', () => {
    const sent = raw(`/postback?token=${tokenPrint(token)}`)
    expect(parsePostback(sent).token).toBe(tokenPrint(token))
    expect(parsePostback(logged(sent)).token).toBe(tokenPrint(tokenPrint(token)))
    const email = parse(`/postback?cnv_email=${emailPrint('ann@example.com')}`).email
    expect(email?.hash).not.toBe(emailHash('ann@example.com'))
  })

  it('is cut, and what is left of JSON is still understood', () => {
    const original = raw('/postback', JSON.stringify({ gk_click_id: ID, junk: 'j'.repeat(20_000) }), JSON_TYPE)
    expect(maskRaw(original).body).toHaveLength(POSTBACK_LIMITS.raw)
    expect(parsePostback(logged(original))).toMatchObject({ clickId: ID, bodyProblem: undefined })
  })
})
