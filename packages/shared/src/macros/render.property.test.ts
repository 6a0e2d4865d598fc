import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTemplate } from './parse.js'
import { fillTemplate, renderTemplate } from './render.js'

const nasty = fc.constantFrom(...'&#%+=?/\\{}.:;@ \r\n\t\0\'"<>|^`[]()!*$,~', '%2e', '..', '//', '\u2028', '\uFEFF')
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(nasty).map((parts) => parts.join('')),
  // Any UTF-16 code units: lone surrogates too.
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('.', '..', '...', '%2e%2e', 'javascript:alert(1)', 'https://evil.example', '{gk_click_id}'),
)
const values = fc.record({ pub_sub_1: value, pub_sub_2: value, pub_click_id: value })

/** UTF-8 replaces lone surrogates by U+FFFD: an oracle that shares no code with the renderer. */
const wellFormed = (text: string) => Buffer.from(text, 'utf8').toString('utf8')

function decodeTimes(text: string, times: number): string {
  return times === 0 ? text : decodeTimes(decodeURIComponent(text), times - 1)
}

const links = [
  'https://x.example/?a={pub_sub_1}&b={pub_sub_2}&c={pub_click_id}',
  'https://x.example?{pub_sub_1}=a&b=x{pub_sub_2}y#f={pub_click_id}',
  'https://x.example/p/{pub_sub_1}/q/{pub_sub_2}-{pub_click_id};v=1?z=%20+%C3%A9#/r?s=1',
  'https://x.example/{pub_sub_1}',
  'https://x.example/{pub_sub_1}{pub_sub_2}/{pub_click_id}.html?',
  'https://me:secret@x.example:8443/{pub_sub_1}?a={unknown}&b={pub_sub_2}#{pub_click_id}',
  'https://x.example/?u=https%3A%2F%2Fy.example%2F{pub_sub_1}%3Fc%3D{pub_sub_2}%26d%3D1&e={pub_click_id}',
  'https://x.example/r/https%3A%2F%2Fy.example%3Fc%3D{pub_sub_1}/{pub_sub_2}?d={pub_click_id}',
  'myapp://open/{pub_sub_1}?cid={pub_sub_2}#{pub_click_id}',
  'market://details?id=app&referrer=utm_source%3Dgk%26cid%3D{pub_sub_1}&a={pub_sub_2}{pub_click_id}',
]

describe.each(links)('%s', (link) => {
  const template = parseTemplate(link)
  const shapeOf = (destination: string) => {
    const url = new URL(destination)
    const { protocol, username, password, host } = url
    return {
      protocol,
      username,
      password,
      host,
      segments: url.pathname.split('/').length,
      parameters: [...url.searchParams].length,
      fragment: destination.includes('#'),
    }
  }
  const shape = shapeOf(renderTemplate(template, { pub_sub_1: 'x', pub_sub_2: 'y', pub_click_id: 'z' }))

  it('gives every value back, and the rest of the link byte for byte', () => {
    const texts = link.split(/\{pub_\w+\}/)
    fc.assert(
      fc.property(values, (given) => {
        const encoded = template.slots.map((slot) =>
          renderTemplate({ before: '', slots: [{ ...slot, after: '' }] }, given),
        )
        const destination = texts.map((text, i) => text + (encoded[i] ?? '')).join('')
        expect(renderTemplate(template, given)).toBe(destination)
        template.slots.forEach(({ name, depth, wholeSegment }, i) => {
          const wanted = wellFormed(given[name as keyof typeof given])
          const onceMore = wholeSegment && /^\.\.?$/.test(wanted)
          expect(decodeTimes(encoded[i]!, onceMore ? depth + 1 : depth)).toBe(wanted)
        })
      }),
    )
  })

  it('keeps scheme, host, segments, parameters and fragment', () => {
    fc.assert(
      fc.property(values, (given) => {
        const destination = renderTemplate(template, given)
        expect(destination).not.toMatch(/[^!-~]/)
        expect(shapeOf(destination)).toEqual(shape)
      }),
    )
  })
})

it('is read back by URL as a browser and a server would', () => {
  fc.assert(
    fc.property(value, value, (outer, inner) => {
      const template = parseTemplate(
        'https://x.example/{pub_sub_1}/z?a={pub_sub_1}&u=https%3A%2F%2Fy.example%2F%3Fc%3D{pub_sub_2}',
      )
      const url = new URL(renderTemplate(template, { pub_sub_1: outer, pub_sub_2: inner }))
      expect(url.searchParams.get('a')).toBe(wellFormed(outer))
      expect(new URL(url.searchParams.get('u')!).searchParams.get('c')).toBe(wellFormed(inner))
      if (!/^\.\.?$/.test(outer)) expect(decodeURIComponent(url.pathname.split('/')[1]!)).toBe(wellFormed(outer))
    }),
  )
})

it('renders the same where values were put in for good before', () => {
  fc.assert(
    fc.property(value, value, value, (first, second, third) => {
      const link =
        '{pub_sub_1}x{pub_sub_2}{pub_sub_1}/{pub_sub_3}?u=https%3A%2F%2Fy.example%2F%3Fc%3D{pub_sub_2}&z={pub_sub_3}'
      const template = parseTemplate(`https://x.example/${link}`)
      const given = { pub_sub_1: first, pub_sub_2: second, pub_sub_3: third }
      const filled = fillTemplate(template, { pub_sub_1: first, pub_sub_3: third })
      expect(filled.slots.map(({ name }) => name)).toEqual(['pub_sub_2', 'pub_sub_2'])
      expect(renderTemplate(filled, { pub_sub_2: second })).toBe(renderTemplate(template, given))
    }),
  )
})

it('renders any link without throwing, and never a value into its head', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), value, (text, given) => {
      const link = `${text}{pub_sub_1}${text}`
      const { before, slots, refused } = parseTemplate(link)
      expect(slots.length + refused.length).toBeGreaterThan(0)
      expect(renderTemplate({ before, slots }, { pub_sub_1: given }).startsWith(before)).toBe(true)
    }),
  )
})
