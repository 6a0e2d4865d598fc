import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { clean } from '../test/database.js'
import { startRedirect, type RedirectRig } from '../test/redirect-rig.js'

let rig: RedirectRig
let key: string

beforeAll(async () => {
  rig = await startRedirect({ trustProxy: ['127.0.0.1'] })
})
beforeEach(async () => {
  await clean()
  key = (
    await rig.make.offer({ tracking_link: 'https://adv.example/{pub_sub_1}/?id={gk_click_id}&r={referrer}&ip={ip}' })
  ).link_key
})
afterAll(() => rig.close())

describe('a hostile click', () => {
  it.each([
    ['line breaks', '%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a<script>'],
    ['line breaks of Unicode', '%E5%98%8A%E5%98%8DSet-Cookie:a%E2%80%A8'],
    ['another host', '//evil.example/'],
    ['another host behind an @', '@evil.example'],
    ['backslashes', '\\\\evil.example\\'],
    ['steps up the path', '../../../'],
    ['dots', '..'],
    ['encoded dots', '%2e%2e'],
    ['another scheme', 'javascript:alert(1)'],
    ['macros', '{gk_click_id}{referrer}'],
    ['broken escapes', '%%%zz%'],
    ['SQL', "');+DROP+TABLE+clicks;+--+\\"],
    ['lone surrogates', '%ED%A0%80%ED%B0%80'],
    ['NUL', '%00%00'],
  ])('%s: the host stays the offer’s and the headers stay ours', async (_, value) => {
    const answer = await rig.send(`/c/${key}?pub_sub_1=${value}`, { Referer: 'https://x.example/\tä' })
    expect(answer.status).toBe(302)
    expect(Object.keys(answer.headers).toSorted()).toEqual([
      'cache-control',
      'connection',
      'content-length',
      'date',
      'location',
    ])
    const location = new URL(answer.headers.location!)
    expect(answer.headers.location).toMatch(/^[\x21-\x7e]+$/)
    expect(location.origin).toBe('https://adv.example')
    expect(location.pathname.split('/')).toHaveLength(3)
    expect([...location.searchParams.keys()]).toEqual(['id', 'r', 'ip'])
    expect(await rig.clicks()).toHaveLength(1)
  })

  it.each([
    ['an address that is none', { 'X-Forwarded-For': "1.1.1.1' OR 1=1, nonsense" }, '127.0.0.1'],
    ['many addresses', { 'X-Forwarded-For': Array(500).fill('198.51.100.7').join(', ') }, '198.51.100.7'],
    ['the header twice', { 'X-Forwarded-For': ['1.1.1.1', '198.51.100.8'] }, '198.51.100.8'],
  ])('%s in X-Forwarded-For', async (_, headers, ip) => {
    const answer = await rig.send(`/c/${key}`, headers as Record<string, string>)
    expect((await rig.clickOf(answer))?.ip).toBe(ip)
  })

  it('takes a URL of 20 kB and headers of many kinds', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`X-Header-${index}`, 'x'.repeat(100)]))
    const answer = await rig.send(`/c/${key}?junk=${'a'.repeat(20_000)}&pub_sub_1=end`, many)
    expect((await rig.clickOf(answer))?.pub_sub_1).toBe('end')
  })

  it.each([
    ['a URL of 100 kB', () => `GET /c/${key}?pub_sub_1=${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['a header of 100 kB', () => `GET /c/${key} HTTP/1.1\r\nHost: x\r\nReferer: ${'a'.repeat(100_000)}\r\n\r\n`, 431],
    ['a blank in the URL', () => `GET /c/${key}?pub_sub_1=a b HTTP/1.1\r\nHost: x\r\n\r\n`, 400],
    ['no host', () => `GET /c/${key} HTTP/1.1\r\n\r\n`, 400],
    ['noise', () => '\x16\x03\x01\x02\0\x01', 400],
  ])('%s is refused in a few words', async (_, request, status) => {
    const answer = await rig.sendRaw(request())
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).not.toMatch(/<html|Location|Error:/i)
    expect(await rig.clicks()).toEqual([])
  })

  it('is recorded also where the visitor hangs up at once', async () => {
    const socket = connect(rig.port, '127.0.0.1')
    socket.write(`GET /c/${key}?pub_sub_1=gone HTTP/1.1\r\nHost: x\r\n\r\n`, () => socket.destroy())
    await vi.waitFor(async () => expect(await rig.clicks()).toMatchObject([{ pub_sub_1: 'gone' }]))
  })

  it('does not stop the server', async () => {
    const { status } = await rig.send(`/c/${key}`)
    expect(status).toBe(302)
  })
})
