import { createClickIdMinter, type Mac } from '@gokart/shared/click-id'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMac } from '../../snapshot/mac.js'
import type { SnapshotAdvertiser, SnapshotOffer } from '../../snapshot/snapshot.js'
import { clicksInMemory, mutationsOf, randomOf } from '../../test/near-miss-corpus.js'
import { findNearMisses, type NearMissDeps } from './near-miss.js'
import type { StoredId } from './stored-clicks.js'

const NOW = new Date('2026-11-22T21:00:00.000Z')
const OPS = { advertiserId: null }
const ANN = { advertiserId: 1 }
const BOB = { advertiserId: 2 }
const mac = createMac(Buffer.alloc(32, 7))

const mint = (offerId: number, at = NOW.getTime() - 3_600_000) =>
  createClickIdMinter({ mac, node: 77, now: () => at, startCounter: 9 }).mint(offerId)
const stored = (id: string, offerId: number, advertiserId: number): StoredId => ({
  digits: id.replaceAll('-', ''),
  offerId,
  advertiserId,
})

const BOBS = mint(21)
/** Signed, and of no stored click. */
const UNSTORED = mint(21, NOW.getTime() - 7_200_000)
const ANNS = mint(11, NOW.getTime() - 86_400_000)
const CLICKS = [stored(BOBS, 21, 2), stored(ANNS, 11, 1)]
const offersById = new Map(
  [
    [11, 1, 'everflow'],
    [21, 2, 'tune'],
  ].map(([id, advertiserId, trackerId]) => {
    const offer = { id, advertiserId, trackerId, name: `Offer ${id}` } as SnapshotOffer
    return [offer.id, offer] as const
  }),
)
const advertisersById = new Map([
  [1, { id: 1, name: 'Ann' } as SnapshotAdvertiser],
  [2, { id: 2, name: 'Bob' } as SnapshotAdvertiser],
])

function find(text: string, reader: { advertiserId: number | null }, over: Partial<NearMissDeps> = {}) {
  const deps: NearMissDeps = {
    snapshot: { macs: [mac], offersById, advertisersById },
    clicks: clicksInMemory(CLICKS, reader.advertiserId),
    receivedAt: NOW,
    sender: null,
    ...over,
  }
  return findNearMisses(text, deps, reader)
}

/** What was done to the text, and the text. */
const slips = (id: string) => mutationsOf(id, randomOf(5))

describe('an ID that is not in the text', () => {
  it('is named where its click is stored and the reader’s own', async () => {
    const oneWrong = `${ANNS.slice(0, -1)}${ANNS.endsWith('0') ? '1' : '0'}`
    const [first] = await find(oneWrong, ANN)
    expect(first).toMatchObject({ kind: 'typo', clickId: ANNS, certain: true })
    expect(first?.message).toBe('It is the ID of a click of the offer "Offer 11", but for one character.')
  })

  it('is never made: without a stored click, no text brings an ID that was not in it', async () => {
    for (const { group, text } of slips(UNSTORED)) {
      for (const { clickId } of await find(text, OPS)) {
        // Decoding is no making: such an ID stood there letter by letter.
        const literal = /encoded|base64|wrapped|glued|white|twice|capitals|dashes/.test(group)
        expect([text, clickId === null || literal]).toEqual([text, true])
      }
    }
    // The 13 bytes that are signed, with any check value: the right one comes back from nothing.
    const answers = await Promise.all(['000000', 'ffffff', ''].map((end) => find(UNSTORED.slice(0, -6) + end, OPS)))
    expect(JSON.stringify(answers)).not.toContain(UNSTORED.slice(-6))
  })

  it('of another advertiser’s click says what no click says', async () => {
    for (const [index, { text, group }] of slips(BOBS).entries()) {
      const other = await find(text, ANN)
      const nothing = await find(text, ANN, { clicks: clicksInMemory([CLICKS[1]!], 1) })
      expect([index, group, other]).toEqual([index, group, nothing])
      expect(other.every(({ certain }) => !certain)).toBe(true)
      expect(JSON.stringify(other)).not.toMatch(/Offer 21|Bob/)
    }
  })

  it('is found for its own advertiser and for ops', async () => {
    const cut = BOBS.slice(0, -5)
    expect((await find(cut, BOB))[0]).toMatchObject({ kind: 'cut', clickId: BOBS, certain: true })
    expect((await find(cut, OPS))[0]).toMatchObject({ kind: 'cut', clickId: BOBS, certain: true })
    expect((await find(cut, ANN))[0]).toMatchObject({ kind: 'cut', clickId: null, certain: false })
  })
})

describe('a click of another advertiser than the one who sends', () => {
  it('is told to ops by name, as it came and with a slip in it, and is no correction', async () => {
    for (const text of [BOBS, BOBS.slice(0, -3), BOBS.toUpperCase()]) {
      const [first] = await find(text, OPS, { sender: 1 })
      expect(first).toMatchObject({ kind: 'other_advertiser', clickId: BOBS, certain: false })
      expect(first?.message).toContain('"Bob"')
    }
  })

  it('is not told to the one who sends', async () => {
    expect(await find(BOBS, ANN, { sender: 1 })).toEqual([])
    expect(await find(BOBS, ANN, { sender: 1, clicks: clicksInMemory([], 1) })).toEqual([])
  })
})

describe('several clicks that fit', () => {
  it('are all named, and none is certain', async () => {
    const twins = [1, 2, 3, 4].map((last) => stored(`01a1ffdf-4453-82b6-8005-00000b0baac${last}`, 11, 1))
    const found = await find('01a1ffdf-4453-82b6-8005-00000b0baac', ANN, { clicks: clicksInMemory(twins, 1) })
    expect(found).toHaveLength(3)
    expect(found.every(({ kind, certain, clickId }) => kind === 'cut' && !certain && clickId !== null)).toBe(true)
  })
})

describe('what the text alone tells', () => {
  it.each([
    ['an ID among other words', `lead ${UNSTORED}, thanks`, 'wrapped', UNSTORED],
    ['an ID in base64', Buffer.from(UNSTORED).toString('base64'), 'encoded', UNSTORED],
    ['a part of an ID', UNSTORED.slice(0, 20), 'cut', null],
    ['the end of an ID', UNSTORED.slice(14), 'cut', null],
    ['a macro', '{sub1}', 'macro', null],
    ['GoKart’s own macro', '{gk_click_id}', 'macro', null],
    ['a number', '4711', 'platform_id', null],
  ])('%s', async (_, text, kind, clickId) => {
    const [first] = await find(text, OPS)
    expect(first).toMatchObject({ kind, clickId, certain: false })
  })

  it('names the macro that the sender’s own tracker writes', async () => {
    const [first] = await find('{sub1}', BOB)
    expect(first?.message).toMatch(/^"\{sub1\}" is a macro of .*Everflow/)
    expect(first?.remedy).toBe(
      'Your offers use TUNE (HasOffers), which writes it {aff_click_id}: copy the postback URL again.',
    )
    const [own] = await find('{sub1}', ANN)
    expect(own?.message).toContain('is a macro of Everflow that was not replaced')
    expect(own?.remedy).toContain('{gk_click_id} into sub1')
  })

  it('names the tracker whose own ID it is, and what to send instead', async () => {
    const [first] = await find('868c44c49aad4c8d9091b7a2a74c716c', ANN)
    expect(first?.message).toContain('has the form of Everflow’s transaction_id')
    expect(first?.remedy).toContain('gk_click_id={sub1}')
  })

  it('is nothing where there is nothing to tell', async () => {
    for (const text of ['', ' ', 'hello world', 'привет']) expect(await find(text, OPS)).toEqual([])
    expect(await find(UNSTORED, OPS)).toEqual([])
  })
})

describe('the work for a text', () => {
  /** Counts what is asked for; answers as a busy table may. */
  async function workOf(text: string) {
    const work = { macs: 0, ranges: 0, queries: 0 }
    const counting: Mac = (message) => {
      work.macs++
      return mac(message)
    }
    await find(text, OPS, {
      snapshot: { macs: [counting, counting, counting], offersById, advertisersById },
      clicks: {
        within: async (ranges) => {
          work.queries++
          work.ranges += ranges.length
          return []
        },
        endingOn: async () => {
          work.queries++
          return []
        },
      },
    })
    return work
  }

  it.each([
    ['one ID', BOBS.replace('8', '9')],
    ['an ID without its start', BOBS.slice(10)],
    ['many IDs', Array.from({ length: 60 }, (_, index) => `${BOBS.slice(0, -2)}${10 + index}`).join(' ,, ')],
    ['digits without end', BOBS.replaceAll('-', '').repeat(500)],
    [
      'parts of IDs',
      Array.from({ length: 60 }, (_, index) => BOBS.replaceAll('-', '').slice(1 + (index % 11))).join(',,'),
    ],
  ])('is bounded: %s', async (_, text) => {
    const { macs, ranges, queries } = await workOf(text)
    expect(macs).toBeLessThanOrEqual(512)
    expect(ranges).toBeLessThanOrEqual(512)
    expect(queries).toBeLessThanOrEqual(3)
  })

  it('is bounded for every text, and never fails', async () => {
    const part = fc.constantFrom(
      '%25',
      '{',
      '&#45;',
      '-',
      BOBS,
      BOBS.slice(3),
      'f',
      '0',
      String.raw`\u002d`,
      '=',
      'O',
      ' ',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.array(part, { maxLength: 400 }).map((parts) => parts.join('')),
    )
    await fc.assert(
      fc.asyncProperty(text, async (each) => {
        const { macs, ranges, queries } = await workOf(each)
        expect([macs <= 512, ranges <= 512, queries <= 3]).toEqual([true, true, true])
      }),
      { numRuns: 60 },
    )
  })
})
