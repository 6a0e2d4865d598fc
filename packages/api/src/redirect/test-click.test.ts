import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mintTestMark } from '../snapshot/test-mark.js'
import { clean } from '../test/database.js'
import type { OfferWithEvents } from '../test/factories.js'
import { startRedirect, type RedirectRig } from '../test/redirect-rig.js'

const NOW = Date.parse('2026-11-22T12:00:00.000Z')
let rig: RedirectRig
let offer: OfferWithEvents

beforeAll(async () => {
  rig = await startRedirect({ now: () => NOW })
})
beforeEach(async () => {
  await clean()
  offer = await rig.make.offer({ tracking_link: 'https://shop.example/?c={gk_click_id}&s={pub_sub_1}' })
})
afterAll(() => rig.close())

const mint = (offerId: number, expiresAt = NOW + 60_000) =>
  mintTestMark(rig.snapshot.current().macs[0], offerId, expiresAt)

async function visit(query: string) {
  const answer = await rig.send(`/c/${offer.link_key}?${query}`)
  expect(answer.status).toBe(302)
  return { location: answer.headers.location, row: await rig.clickOf(answer) }
}

describe('a click link with a test mark', () => {
  it('makes a click that is a test, and does not tell the destination', async () => {
    const { location, row } = await visit(`pub_sub_1=a&gk_test=${mint(offer.id)}`)
    expect(row).toMatchObject({ test: 1, offer_id: offer.id, pub_sub_1: 'a', outcome: 'sent' })
    expect(location).toMatch(/^https:\/\/shop\.example\/\?c=[0-9a-f-]{36}&s=a$/)
  })

  it('may be used again, also beside real clicks', async () => {
    const mark = mint(offer.id)
    const visits = await Promise.all([`gk_test=${mark}`, 'pub_sub_1=b', `gk_test=${mark}`].map(visit))
    expect(visits.map(({ row }) => row?.test)).toEqual([1, 0, 1])
  })

  it('makes a real click where the mark is not good for the offer', async () => {
    const other = await rig.make.offer()
    const bad = ['', 'x', mint(other.id), mint(offer.id, NOW), `${mint(offer.id)}x`, `${mint(offer.id).slice(0, -1)}`]
    for (const mark of bad) expect((await visit(`gk_test=${mark}`)).row).toMatchObject({ test: 0 })
    expect((await visit(`pub_sub_1=gk_test=${mint(offer.id)}`)).row).toMatchObject({ test: 0 })
  })
})
