import { inRanges, parseRanges, type Range } from '../http/client-ip.js'

const parsed = new WeakMap<readonly string[], readonly Range[]>()

/** Whether an address stands in a list of addresses and ranges (IPv4 and IPv6). An empty list has every address. */
export function isAllowed(ip: string, list: readonly string[]): boolean {
  if (list.length === 0) return true
  // Lists live as long as their snapshot: each is read once.
  const ranges = parsed.get(list) ?? parseRanges(list)
  parsed.set(list, ranges)
  return inRanges(ip, ranges)
}
