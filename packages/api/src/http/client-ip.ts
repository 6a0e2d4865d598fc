import type { IncomingHttpHeaders } from 'node:http'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
/** An address and how many of its first bits count. */
export type Range = readonly [Address, number]

/** Addresses and ranges in CIDR notation; throws where one is neither. */
export function parseRanges(entries: readonly string[]): Range[] {
  return entries.map(toRange)
}

/** Whether one of the ranges has the address; none has what is no address. */
export function inRanges(ip: string, ranges: readonly Range[]): boolean {
  const address = parse(ip)
  return address !== undefined && isIn(address, ranges)
}

function isIn(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))
}

/** What is read of a request. */
export interface Caller {
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined }
}
export type ClientIp = (caller: Caller) => string

/**
 * The address of who calls. X-Forwarded-For is believed as far as proxies of ours wrote it: it is read from the right, through
 * the addresses and ranges of `trustProxy`, up to the first address that is none of them. Where an entry is no address,
 * nobody vouches for what stands left of it, and the last good address counts. '' where the caller hung up already.
 */
export function createClientIp(trustProxy: readonly string[]): ClientIp {
  const trusted = parseRanges(trustProxy)
  const isTrusted = createIpv4Test(trusted)

  return ({ headers, socket }) => {
    const peer = socket.remoteAddress
    if (peer === undefined) return ''
    const forwarded = trusted.length > 0 && headers['x-forwarded-for']
    if (!forwarded) return plain(peer)
    // One proxy of ours and one visitor, both with IPv4: by far the most common.
    if (isTrusted(plain(peer)) && isTrusted(String(forwarded)) === false) return String(forwarded)
    let address = parse(peer)
    const hops = String(forwarded)
      .split(',')
      .filter((hop) => hop.trim() !== '')
    while (address && isIn(address, trusted)) {
      const before = parse(hops.pop() ?? '')
      if (!before) break
      address = before
    }
    return address ? text(address) : plain(peer)
  }
}

/** Whether an IPv4 address is in one of the ranges; undefined for a text in any other form. */
function createIpv4Test(ranges: readonly Range[]): (ip: string) => boolean | undefined {
  const masked = ranges.flatMap(([base, bits]) => {
    const first = ipv4Bits(base.toString())
    const mask = bits === 0 ? 0 : -1 << (32 - bits)
    return first === undefined ? [] : [{ mask, base: first & mask }]
  })
  return (ip) => {
    const address = ipv4Bits(ip)
    return address === undefined ? undefined : masked.some(({ mask, base }) => (address & mask) === base)
  }
}

function toRange(entry: string): Range {
  const [base, bits] = entry.includes('/') ? ipaddr.parseCIDR(entry) : [ipaddr.parse(entry), undefined]
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && (bits ?? 128) >= 96) {
    return [base.toIPv4Address(), (bits ?? 128) - 96]
  }
  return [base, bits ?? (base.kind() === 'ipv4' ? 32 : 128)]
}

const WITH_PORT = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/

/** One hop: an address, with a port or brackets or not. The short forms of IPv4 (127.1, 0x7f000001) are no addresses here. */
function parse(hop: string): Address | undefined {
  const trimmed = hop.trim()
  const [, bracketed, dotted] = WITH_PORT.exec(trimmed) ?? []
  const bare = (bracketed ?? dotted ?? trimmed).replace(/%.*$/, '')
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare)
  if (!ipaddr.IPv6.isValid(bare)) return undefined
  const address = ipaddr.IPv6.parse(bare)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** The address in a text, as addresses are stored; undefined where it is another text. */
export function canonicalIp(given: string): string | undefined {
  const address = parse(given)
  return address && text(address)
}

function text(address: Address): string {
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString()
}

/** The socket's own text is canonical, but for IPv4 on a socket for both, and for the zone of a link-local address. */
function plain(peer: string): string {
  if (peer.startsWith('::ffff:') && peer.includes('.')) return peer.slice(7)
  const zone = peer.indexOf('%')
  return zone < 0 ? peer : peer.slice(0, zone)
}

const DOT = 0x2e
const ZERO = 0x30

/**
 * The 32 bits of an IPv4 address in its usual form, four decimal numbers without leading zeros; undefined for every other text.
 * For hot paths: a library takes microseconds.
 */
export function ipv4Bits(ip: string): number | undefined {
  if (ip.length > 15) return undefined
  let bits = 0
  let parts = 0
  let part = -1
  for (let at = 0; at <= ip.length; at++) {
    const code = at < ip.length ? ip.charCodeAt(at) : DOT
    if (code === DOT) {
      if (part < 0) return undefined
      bits = (bits << 8) | part
      parts++
      part = -1
    } else {
      const digit = code - ZERO
      if (digit < 0 || digit > 9 || part === 0) return undefined
      part = part < 0 ? digit : 10 * part + digit
      if (part > 255) return undefined
    }
  }
  return parts === 4 ? bits >>> 0 : undefined
}
