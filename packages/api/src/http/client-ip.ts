import type { IncomingMessage } from 'node:http'
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

export type ClientIp = (req: IncomingMessage) => string

/**
 * The address of who calls. X-Forwarded-For is believed as far as proxies of ours wrote it: it is read from the right, through
 * the addresses and ranges of `trustProxy`, up to the first address that is none of them. Where an entry is no address,
 * nobody vouches for what stands left of it, and the last good address counts. '' where the caller hung up already.
 */
export function createClientIp(trustProxy: readonly string[]): ClientIp {
  const trusted = parseRanges(trustProxy)

  return (req) => {
    const peer = req.socket.remoteAddress
    if (peer === undefined) return ''
    const forwarded = trusted.length > 0 && req.headers['x-forwarded-for']
    if (!forwarded) return plain(peer)
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
