import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createClientIp } from './client-ip.js'

function request(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage
}

const TRUSTED = ['10.0.0.0/8', '2001:db8:aa::/48', '192.0.2.1']

describe('the address of a caller', () => {
  it.each([
    ['nobody is trusted', [], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['IPv4 on a socket for both', [], '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['IPv6', [], '2001:db8::1', undefined, '2001:db8::1'],
    ['a link-local address with its zone', [], 'fe80::1%eth0', undefined, 'fe80::1'],
    ['the peer is no proxy of ours', TRUSTED, '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['the peer is a proxy of ours', TRUSTED, '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['the proxy speaks IPv4 on a socket for both', TRUSTED, '::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['two proxies of ours', TRUSTED, '10.1.2.3', '198.51.100.1, 192.0.2.1', '198.51.100.1'],
    ['the caller wrote the left part', TRUSTED, '10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['the caller claims to be a proxy of ours', TRUSTED, '10.1.2.3', '1.1.1.1, 10.9.9.9', '1.1.1.1'],
    ['only proxies of ours', TRUSTED, '10.1.2.3', '10.9.9.9', '10.9.9.9'],
    ['no header', TRUSTED, '10.1.2.3', undefined, '10.1.2.3'],
    ['an empty header', TRUSTED, '10.1.2.3', '', '10.1.2.3'],
    ['empty entries', TRUSTED, '10.1.2.3', '198.51.100.1, ,', '198.51.100.1'],
    ['a port', TRUSTED, '10.1.2.3', '198.51.100.1:5678', '198.51.100.1'],
    ['IPv6 with brackets and port', TRUSTED, '10.1.2.3', '[2001:DB8:0::7]:443', '2001:db8::7'],
    ['IPv6 through a proxy with IPv6', TRUSTED, '2001:db8:aa::1', '2001:0db8:0:0:0:0:0:7', '2001:db8::7'],
    ['an IPv4-mapped entry in hex', TRUSTED, '10.1.2.3', '::ffff:c633:6401', '198.51.100.1'],
    ['garbage', TRUSTED, '10.1.2.3', 'unknown', '10.1.2.3'],
    ['garbage right of a claim', TRUSTED, '10.1.2.3', '1.1.1.1, unknown', '10.1.2.3'],
    ['garbage left of what a proxy saw', TRUSTED, '10.1.2.3', "' OR 1=1, 198.51.100.1", '198.51.100.1'],
    ['the short forms of IPv4', TRUSTED, '10.1.2.3', '127.1', '10.1.2.3'],
    ['line breaks', TRUSTED, '10.1.2.3', '1.1.1.1\r\nX: y', '10.1.2.3'],
    ['a range of mapped addresses', ['::ffff:10.0.0.0/104'], '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['everything is trusted', ['0.0.0.0/0', '::/0'], '10.1.2.3', '2001:db8::1, 198.51.100.1', '2001:db8::1'],
    ['who hung up', TRUSTED, undefined, '198.51.100.1', ''],
  ])('%s', (_, trusted, peer, forwarded, ip) => {
    expect(createClientIp(trusted)(request(peer, forwarded))).toBe(ip)
  })

  it('stays short where the header is long', () => {
    const ip = createClientIp(['0.0.0.0/0'])(request('10.1.2.3', Array(1_000).fill('198.51.100.1').join(', ')))
    expect(ip).toBe('198.51.100.1')
  })
})
