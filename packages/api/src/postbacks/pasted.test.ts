import { describe, expect, it } from 'vitest'
import { NoPostback, readPasted } from './pasted.js'
import { shellWords } from './shell-words.js'

const QUERY = '?gk_click_id={sub1}&cnv_amount=5'
const PLAIN = { url: `/postback${QUERY}` }

describe('a pasted postback', () => {
  it.each([
    ['a URL', `https://go.example${QUERY.replace('?', '/postback?')}`],
    ['with blanks around it', `  \n\thttp://go.example:3000/postback${QUERY} \n`],
    ['a path', `/postback${QUERY}`],
    ['a query', QUERY],
    ['parameters', QUERY.slice(1)],
    ['in quotes', `"https://go.example/postback${QUERY}"`],
    ['in angle brackets', `<https://go.example/postback${QUERY}>`],
    ['a line of an access log', `1.2.3.4 - - [27/Nov/2026] "GET /postback${QUERY} HTTP/1.1" 400 12 "-" "curl/8"`],
    ['a link of HTML', `<a href='https://go.example/postback${QUERY}'>postback</a>`],
    ['below a proxy’s path', `https://go.example/tracking/postback/${QUERY}`],
    ['among other lines', `Please look at this one:\nhttps://go.example/postback${QUERY}\nThanks!`],
    ['curl', `curl 'https://go.example/postback${QUERY}'`],
    ['curl over several lines', `$ curl -s -H 'Accept: */*' \\\n  "https://go.example/postback${QUERY}"`],
    ['curl -G', `curl -G https://go.example/postback -d 'gk_click_id={sub1}' --data-urlencode cnv_amount=5`],
  ])('%s', (_, text) => expect(readPasted(text)).toEqual(PLAIN))

  it.each([
    [
      'a form',
      `curl https://go.example/postback -d gk_click_id=1 -d "cnv_amount=5"`,
      'application/x-www-form-urlencoded',
    ],
    [
      'a type of its own',
      `curl -H 'content-type: text/plain' -d 'gk_click_id=1&cnv_amount=5' http://go/postback`,
      'text/plain',
    ],
  ])('curl with %s', (_, text, contentType) => {
    expect(readPasted(text)).toEqual({
      url: '/postback',
      method: 'POST',
      contentType,
      body: 'gk_click_id=1&cnv_amount=5',
    })
  })

  it('curl with JSON', () => {
    expect(readPasted(`curl -X PUT --json '{"gk_click_id": "it'\\''s"}' http://go/postback`)).toEqual({
      url: '/postback',
      method: 'PUT',
      contentType: 'application/json',
      body: '{"gk_click_id": "it\'s"}',
    })
  })

  it('keeps the faults of the sender', () => {
    expect(readPasted('https://go.example/postback?gk_click_id=%7Bsub1%7D&amp;x=a b#s2#').url).toBe(
      '/postback?gk_click_id=%7Bsub1%7D&amp;x=a%20b#s2#',
    )
  })

  it.each([
    '',
    '   ',
    'https://go.example/c/KEY?x=1',
    'hello',
    'curl',
    'curl -d a=b',
    'https://evil.example/postbacks?x',
  ])('refuses %j with a sentence', (text) => expect(() => readPasted(text)).toThrow(NoPostback))

  it('takes its time from no text', () => {
    const started = performance.now()
    for (const text of ['"', "'", '\\', 'curl ', 'a ', '/postback', 'href="', '\n', '-d ']) {
      for (const full of [text.repeat(16_000 / text.length), `curl ${text.repeat(16_000 / text.length)}`]) {
        try {
          readPasted(full)
        } catch (error) {
          expect(error).toBeInstanceOf(NoPostback)
        }
      }
    }
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('the words of a shell', () => {
  it.each([
    [`a "b c" 'd e'f \\g`, ['a', 'b c', 'd ef', 'g']],
    [`"a\\"b\\n" ''`, ['a"b\\n', '']],
    [`'not closed`, ['not closed']],
    ['  ', []],
  ])('%s', (text, words) => expect(shellWords(text)).toEqual(words))
})
