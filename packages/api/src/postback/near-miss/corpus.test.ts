import { createClickIdMinter } from '@gokart/shared/click-id'
import { TRACKERS } from '@gokart/shared/trackers'
import { describe, expect, it } from 'vitest'
import { createMac } from '../../snapshot/mac.js'
import type { SnapshotOffer } from '../../snapshot/snapshot.js'
import {
  clicksInMemory,
  macroMutations,
  mutationsOf,
  platformMutations,
  randomOf,
  type Mutation,
} from '../../test/near-miss-corpus.js'
import { findNearMisses, type NearMissDeps } from './near-miss.js'
import type { StoredId } from './stored-clicks.js'

const OPS = { advertiserId: null }
const NOW = new Date('2026-11-22T21:00:00.000Z')
const DAY = 86_400_000
const OFFERS = 40
const random = randomOf(20_261_122)
const macs = [createMac(Buffer.alloc(32, 1)), createMac(Buffer.alloc(32, 2))]

/** Clicks of two months, one offer with a busy quarter of an hour, minted by several processes with two keys. */
function minted(): StoredId[] {
  const moments = Array.from({ length: 30_000 }, () => NOW.getTime() - random(60 * DAY))
  const busy = Array.from({ length: 10_000 }, () => NOW.getTime() - DAY - random(900_000))
  return [...moments, ...busy].map((time, index) => {
    const options = { mac: macs[index % 2]!, node: 1 + random(6), now: () => time, startCounter: random(2_048) }
    const offerId = index >= moments.length ? 1 : 1 + random(OFFERS)
    const id = createClickIdMinter(options).mint(offerId)
    return { digits: id.replaceAll('-', ''), offerId, advertiserId: 1 + (offerId % 4) }
  })
}

const STORED = minted()
const offersById = new Map(
  Array.from({ length: OFFERS }, (_, index) => {
    const offer = { id: index + 1, name: `Offer ${index + 1}`, advertiserId: 1 + ((index + 1) % 4), trackerId: null }
    return [offer.id, offer as SnapshotOffer]
  }),
)
const deps: NearMissDeps = {
  snapshot: { macs: [macs[0]!, macs[1]!], offersById, advertisersById: new Map() },
  clicks: clicksInMemory(STORED, null),
  receivedAt: NOW,
  sender: null,
}

async function isRight({ text, clickId, kind, names }: Mutation, about = deps): Promise<boolean> {
  const [first] = await findNearMisses(text, about, OPS)
  if (clickId !== undefined) return first?.clickId === clickId && first.certain
  return first?.kind === kind && first?.trackerIds.includes(names ?? '') === true
}

/** Group -> [right, all]. */
async function tally(mutations: readonly Mutation[]): Promise<Map<string, [number, number]>> {
  const groups = new Map<string, [number, number]>()
  for (const mutation of mutations) {
    const [right, total] = groups.get(mutation.group) ?? [0, 0]
    groups.set(mutation.group, [right + Number(await isRight(mutation)), total + 1])
  }
  return groups
}

function table(groups: ReadonlyMap<string, readonly [number, number]>): string {
  const lines = Array.from(groups, ([group, [right, total]]) => {
    const share = ((100 * right) / total).toFixed(1)
    return `${share.padStart(6)} %  ${String(right).padStart(5)} of ${String(total).padStart(5)}  ${group}`
  })
  return lines.join('\n')
}

describe('the first suggestion is right', () => {
  it('for at least 95 of 100 of what may arrive', async () => {
    const ids = Array.from({ length: 40 }, () => STORED[random(STORED.length)]!.digits).map((digits) =>
      digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    )
    const corpus = [
      ...ids.flatMap((id) => mutationsOf(id, random)),
      ...macroMutations(),
      ...platformMutations(random, 10),
    ]
    const groups = await tally(corpus)
    const right = [...groups.values()].reduce((sum, [count]) => sum + count, 0)
    process.stdout.write(`${table(groups)}\n${((100 * right) / corpus.length).toFixed(2)} % of ${corpus.length}\n`)
    expect(right / corpus.length).toBeGreaterThanOrEqual(0.95)
    // And no kind of mistake is left out.
    for (const [group, [count, total]] of groups) expect([group, count / total >= 0.8]).toEqual([group, true])
  }, 120_000)

  it.each(TRACKERS.filter(({ clickMacro }) => clickMacro !== null).map((tracker) => [tracker.id, tracker] as const))(
    'and names %s first where the sender’s offers use it',
    async (id, { clickMacro }) => {
      const offer = { ...offersById.get(1)!, trackerId: id }
      const snapshot = { ...deps.snapshot, offersById: new Map([[1, offer]]) }
      const [first] = await findNearMisses(clickMacro ?? '', { ...deps, snapshot, sender: offer.advertiserId }, OPS)
      expect(first).toMatchObject({ kind: 'macro', clickId: null })
      expect(first?.trackerIds).toEqual([id])
    },
  )
})
