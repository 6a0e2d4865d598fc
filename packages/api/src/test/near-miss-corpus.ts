import { TRACKERS } from '@gokart/shared/trackers'
import type { KeyRange } from '../postback/near-miss/keys.js'
import type { StoredClicks, StoredId } from '../postback/near-miss/stored-clicks.js'

/*
 * What arrives in place of a click ID, made from click IDs, the catalogue and a seed: the same seed makes the same texts.
 */

/** One text, and what the first suggestion must be: a click ID, or a tracker or platform that it names. */
export interface Mutation {
  readonly group: string
  readonly text: string
  readonly clickId?: string
  readonly kind?: 'macro' | 'platform_id'
  readonly names?: string
}

export type Random = (below: number) => number

/** Mulberry32: small, and good enough to choose with. */
export function randomOf(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below)
  }
}

type Change = (id: string, random: Random) => string
const HEX = '0123456789abcdef'

const hexPlace = (text: string, random: Random): number => {
  const places = [...text].flatMap((character, place) => (character === '-' ? [] : [place]))
  return places[random(places.length)] ?? 0
}
const spliced = (text: string, place: number, remove: number, insert = '') =>
  text.slice(0, place) + insert + text.slice(place + remove)

const SLIPS: Record<string, Change> = {
  substitution(text, random) {
    const place = hexPlace(text, random)
    return spliced(text, place, 1, HEX[(HEX.indexOf(text[place] ?? '0') + 1 + random(15)) % 16])
  },
  transposition(text, random) {
    const places = Array.from(text.slice(1)).flatMap((next, place) =>
      next !== text[place] && next !== '-' && text[place] !== '-' ? [place] : [],
    )
    const place = places[random(places.length)] ?? 0
    return spliced(text, place, 2, `${text[place + 1]}${text[place]}`)
  },
  insertion: (text, random) => spliced(text, random(text.length + 1), 0, HEX[random(16)]),
  deletion: (text, random) => spliced(text, hexPlace(text, random), 1),
}
const ANY_SLIP = Object.values(SLIPS)

const all =
  (from: string, to: string): Change =>
  (id) =>
    id.replaceAll(from, to)
const around =
  (before: string, after = ''): Change =>
  (id) =>
    before + id + after
const encoded =
  (times: number): Change =>
  (id) => {
    let text = [...`{${id}}`]
      .map((each) => (/[0-9a-f]/.test(each) ? each : `%${each.charCodeAt(0).toString(16)}`))
      .join('')
    for (let time = 1; time < times; time++) text = encodeURIComponent(text)
    return text
  }
const undashed = all('-', '')

const FORMS: Record<string, readonly Change[]> = {
  'look-alikes': [
    all('0', 'O'),
    all('1', 'l'),
    all('1', 'I'),
    (id) => id.replaceAll('0', 'O').replaceAll('1', 'l'),
    (id) => id.replaceAll('0', 'o').replaceAll('5', 'S'),
    all('8', 'B'),
    all('2', 'Z'),
  ],
  capitals: [(id) => id.toUpperCase(), (id) => id.slice(0, 18).toUpperCase() + id.slice(18)],
  'dashes dropped': [undashed, (id) => id.replace('-', ''), (id) => id.slice(0, 20) + undashed(id.slice(20), () => 0)],
  'dashes moved': [
    (id, random) => spliced(undashed(id, random), 1 + random(30), 0, '-'),
    (id, random) => spliced(undashed(id, random), 4 + 4 * random(6), 0, '--'),
    all('-', '_'),
    all('-', '–'),
    all('-', ' '),
  ],
  'encoded once': [encoded(1), all('-', '%2D'), all('-', '&#45;'), all('-', String.raw`\u002d`), all('-', '=2D')],
  'encoded twice': [encoded(2), all('-', '%252D')],
  'encoded thrice': [encoded(3), all('-', '%25252d')],
  base64: [
    (id) => Buffer.from(id).toString('base64'),
    (id) => Buffer.from(id).toString('base64url'),
    (id) =>
      Buffer.from(
        undashed(id, () => 0),
        'hex',
      ).toString('base64'),
    (id) =>
      Buffer.from(
        undashed(id, () => 0),
        'hex',
      ).toString('base64url'),
    (id) => encodeURIComponent(Buffer.from(id).toString('base64')),
  ],
  wrapped: [
    ...['{}', '[]', '()', '<>', '""', "''", '``', '“”', '##', '%%', '$$', '!!', '**', '||'].map((pair) =>
      around(pair[0] ?? '', pair[1]),
    ),
    ...['{{|}}', '${|}', '#{|}', '[[|]]', '!!!|!!!', '%%|%%', '__|__', '\\"|\\"', '&quot;|&quot;', '<b>|</b>'].map(
      (pair) => around(pair.split('|')[0] ?? '', pair.split('|')[1]),
    ),
    around('gk_click_id='),
    around('click_id:'),
    around('{"gk_click_id":"', '"}'),
    around('https://go.example/postback?gk_click_id='),
    around('urn:uuid:'),
    around('id-'),
    around('{sub1}='),
    around('click '),
    around('', '.html'),
  ],
  'white space': [
    around(' '),
    around('', '\n'),
    around('\t', '\r\n'),
    around('\u00a0', '\u200b'),
    (id) => [...id].join(' '),
  ],
  'sent twice': [(id) => id + id, (id) => `${id},${id}`, (id) => `${id} ${id}`, (id) => undashed(id + id, () => 0)],
  glued: [
    around('', '&cnv_amount=5'),
    around('', '?cnv_amount=12.50'),
    around('', ';cnv_event_id=sale'),
    around('', '%26cnv_amount%3D5'),
    around('', '49.90'),
    around('', '/USD'),
    around('7'),
    around('user=12|'),
    (id, random) => `${undashed(id, random)}&x=${random(100)}`,
    (id, random) => `${undashed(id, random)}${random(100)}`,
  ],
}

/** Mutations of a click ID: of each kind one, and of each form one. */
export function mutationsOf(clickId: string, random: Random): Mutation[] {
  const made: Mutation[] = []
  const add = (group: string, change: Change) => {
    const text = change(clickId, random)
    if (text !== clickId) made.push({ group, text, clickId })
  }
  for (let count = 1; count <= 12; count++) {
    add(`cut at the end, ${count <= 6 ? '1-6' : '7-12'}`, (id) => id.slice(0, -count))
    add(`cut at the start, ${count <= 6 ? '1-6' : '7-12'}`, (id) => id.slice(count))
  }
  for (const [name, slip] of Object.entries(SLIPS)) {
    add(`one ${name}`, slip)
    add(`two ${name}s`, (id, next) => slip(slip(id, next), next))
  }
  add('two slips of any kinds', (id, next) =>
    [0, 1].reduce((text) => (ANY_SLIP[next(ANY_SLIP.length)] ?? ((same) => same))(text, next), id),
  )
  for (const [group, changes] of Object.entries(FORMS)) for (const change of changes) add(group, change)
  return made
}

const ALL_MACROS = new Set(
  TRACKERS.flatMap(({ clickMacro, altClickMacros }) => [clickMacro, ...Object.values(altClickMacros ?? {})]),
)

/** Every click macro of the catalogue as it may arrive. */
export function macroMutations(): Mutation[] {
  return TRACKERS.flatMap(({ id, clickMacro, altClickMacros }) => {
    const macros = [...(clickMacro === null ? [] : [clickMacro]), ...Object.values(altClickMacros ?? {})]
    return macros.flatMap((macro) => {
      const forms = {
        'macro as it is': macro,
        'macro encoded': encodeURIComponent(macro),
        'macro encoded twice': encodeURIComponent(encodeURIComponent(macro)),
        'macro in other capitals': macro === macro.toUpperCase() ? macro.toLowerCase() : macro.toUpperCase(),
        'macro without its end': macro.replace(/[^\w]+$/, ''),
        'macro with text beside it': `${macro}x`,
      }
      // In other capitals one tracker's macro may be another's own.
      return Object.entries(forms)
        .filter(([group, text]) => group === 'macro as it is' || !ALL_MACROS.has(text))
        .map(([group, text]) => ({ group, text, kind: 'macro', names: id }) as const)
    })
  })
}

const hex = (random: Random, length: number) => Array.from({ length }, () => HEX[random(16)]).join('')
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const word = (random: Random, length: number, letters = LETTERS) =>
  Array.from({ length }, () => letters[random(letters.length)]).join('')
const uuid = (random: Random, version: string) =>
  `${hex(random, 8)}-${hex(random, 4)}-${version}${hex(random, 3)}-${'89ab'[random(4)]}${hex(random, 3)}-${hex(random, 12)}`

const PLATFORMS: Record<string, (random: Random) => string> = {
  everflow: (random) => hex(random, 32),
  tune: (random) => `102${hex(random, 27)}`,
  awin: (random) => `${10_000 + random(9_000)}_17${word(random, 8, '0123456789')}_${hex(random, 32)}`,
  cj: (random) => `${hex(random, 12)}1${hex(random, 19)}`,
  impact: (random) => `${word(random, 9)}xy${word(random, 13)}Uk${word(random, 12)}0`,
  rakuten: (random) => `${word(random, 11)}-${word(random, 22)}`,
  tradedoubler: (random) => hex(random, 32),
  admitad: (random) => hex(random, 32),
  voluum: (random) => `w${word(random, 23, LETTERS.slice(0, 26) + LETTERS.slice(52))}`,
  bemob: (random) => word(random, 22),
  keitaro: (random) => `${word(random, 11, LETTERS.slice(26))}a7`,
  appsflyer: (random) => `17${word(random, 11, '0123456789')}-${word(random, 19, '123456789')}`,
  branch: (random) => word(random, 19, '123456789'),
  gclid: (random) => `Cj0KCQ${word(random, 80)}`,
  fbclid: (random) => `IwAR${word(random, 57)}`,
  ttclid: (random) => `E.C.P.${word(random, 80)}`,
  msclkid: (random) => hex(random, 32),
  idfa: (random) => uuid(random, '4').toUpperCase(),
  gaid: (random) => uuid(random, '4'),
  uuid_v1: (random) => uuid(random, '1'),
  uuid_v7: (random) => uuid(random, '7'),
  object_id: (random) => hex(random, 24),
  integer: (random) => String(1 + random(99_999_999)),
}

/** IDs of other systems, `count` of each. */
export function platformMutations(random: Random, count: number): Mutation[] {
  return Object.entries(PLATFORMS).flatMap(([names, make]) =>
    Array.from({ length: count }, () => ({
      group: 'ID of another system',
      text: make(random),
      kind: 'platform_id' as const,
      names,
    })),
  )
}

/** The table of clicks in memory, with the limits of the real queries. */
export function clicksInMemory(stored: readonly StoredId[], advertiserId: number | null): StoredClicks {
  const sorted = stored.toSorted((a, b) => (a.digits < b.digits ? -1 : 1))
  const own = (click: StoredId) => advertiserId === null || click.advertiserId === advertiserId
  const at = (key: string) => {
    let low = 0
    for (let high = sorted.length; low < high;) {
      const middle = (low + high) >>> 1
      if (sorted[middle]!.digits < key) low = middle + 1
      else high = middle
    }
    return low
  }
  const within = ({ from, to }: KeyRange): StoredId[] => {
    const found: StoredId[] = []
    for (let next = at(from); next < sorted.length && sorted[next]!.digits <= to && found.length < 32; next++) {
      found.push(sorted[next]!)
    }
    return found
  }
  return {
    within: async (ranges) => [...new Set(ranges.flatMap(within))].filter(own).slice(0, 32),
    async endingOn({ digits, offerId, among }) {
      const before = sorted.slice(at(among.from), at(among.to))
      const latest = before.filter((click) => click.offerId === offerId).slice(-20_000)
      return latest.filter((click) => own(click) && click.digits.endsWith(digits))
    },
  }
}
