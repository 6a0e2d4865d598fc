import { createClickIdMinter } from '@gokart/shared/click-id'
import type { PostbackStory } from '@gokart/shared'
import { beforeEach, describe, expect, test } from 'vitest'
import { uuidToBytes } from '../db/uuid.js'
import { useGoKart } from '../test/harness.js'
import { mutationsOf, randomOf } from '../test/near-miss-corpus.js'
import type { OfferWithEvents } from '../test/factories.js'

const BASE = 'https://go.example.com'
const gokart = await useGoKart({ config: { publicUrl: BASE } })
const { make } = gokart

let offer: OfferWithEvents
let token: string
let clickId: string

/** A signed click of the offer, as the redirect would have stored it. */
async function storedClick(of: OfferWithEvents): Promise<string> {
  const [mac] = gokart.context.snapshot.current().macs
  const id = createClickIdMinter({ mac, node: 5, now: Date.now }).mint(of.id)
  await make.click({ id: uuidToBytes(id), offer: of })
  return id
}

beforeEach(async () => {
  offer = await make.offer({ name: 'Broker' })
  const advertiser = await gokart.db('advertisers').where({ id: offer.advertiser_id }).first()
  token = advertiser.postback_token
  clickId = await storedClick(offer)
})

/** Sends a postback, and says what its sender was told and where its story is. */
async function send(text: string, sentToken?: string) {
  const query = new URLSearchParams({ gk_click_id: text, ...(sentToken && { token: sentToken }) })
  const response = await gokart.fetch(`/postback?${query.toString()}`)
  const answer = (await response.json()) as { postback_id: string; status: string }
  return { answer, text: JSON.stringify(answer) }
}

async function storyFor(who: 'ops' | { id: number }, id: string): Promise<PostbackStory> {
  return gokart.as(who).postbacks.get({ params: { id } })
}

const slip = (id: string) => id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')

describe('a click ID with a slip in it', () => {
  test('is explained to its own advertiser, and the corrected URL is accepted', async () => {
    const { answer } = await send(slip(clickId), token)
    expect(answer.status).toBe('rejected')
    const user = await make.user({ advertiser_id: offer.advertiser_id })
    const story = await storyFor(user, answer.postback_id)
    expect(story.suggestions).toEqual([
      {
        kind: 'typo',
        message: 'It is the ID of a click of the offer "Broker", but for one character.',
        remedy: 'Copy click IDs by machine, never by hand, and send the one that is suggested.',
        clickId,
      },
    ])
    expect(story.correctedUrl).toBe(`${BASE}/postback?gk_click_id=${clickId}&token=${token}`)
    const corrected = await gokart.fetch(new URL(story.correctedUrl!).search.replace('?', '/postback?'))
    expect(await corrected.json()).toMatchObject({ status: 'accepted' })
  })

  test('is explained to ops', async () => {
    const { answer } = await send(clickId.slice(0, -4))
    const story = await storyFor('ops', answer.postback_id)
    expect(story.suggestions[0]).toMatchObject({ kind: 'cut', clickId })
    expect(story.correctedUrl).toBe(`${BASE}/postback?gk_click_id=${clickId}`)
  })

  test('of another advertiser’s click reads as one of no click', async () => {
    const sender = await make.advertiser()
    const user = await make.user({ advertiser_id: sender.id })
    const theirs = await send(slip(clickId), sender.postback_token)
    await gokart.db('clicks').delete()
    const nobodys = await send(slip(clickId), sender.postback_token)
    const [a, b] = await Promise.all([theirs, nobodys].map(({ answer }) => storyFor(user, answer.postback_id)))
    expect({ ...a, id: '', receivedAt: '' }).toEqual({ ...b, id: '', receivedAt: '' })
    expect(JSON.stringify(a)).not.toContain(clickId)
  })

  test('of another advertiser’s click is told to ops by name', async () => {
    const sender = await make.advertiser()
    const { answer } = await send(slip(clickId), sender.postback_token)
    const story = await storyFor('ops', answer.postback_id)
    expect(story.suggestions[0]).toMatchObject({ kind: 'other_advertiser', clickId })
    expect(story.correctedUrl).toBeNull()
  })
})

describe('the answer to a sender', () => {
  test('never has an ID that had to be looked for', async () => {
    const looked = mutationsOf(clickId, randomOf(9)).filter(({ group }) => /^(?:cut|one|two|look)/.test(group))
    expect(looked.length).toBeGreaterThan(30)
    for (const { text } of looked) {
      const sent = await send(text)
      expect([text, sent.answer.status]).toEqual([text, 'rejected'])
      expect(sent.text).not.toContain(clickId)
      expect(sent.text).not.toContain(clickId.replaceAll('-', ''))
    }
  })
})

describe('a click of another advertiser, sent as it is', () => {
  test('is named to ops alone', async () => {
    const sender = await make.advertiser()
    const { answer } = await send(clickId, sender.postback_token)
    const user = await make.user({ advertiser_id: sender.id })
    expect((await storyFor(user, answer.postback_id)).suggestions).toEqual([])
    const story = await storyFor('ops', answer.postback_id)
    expect(story.reason).toBe('wrong_advertiser')
    expect(story.suggestions).toMatchObject([{ kind: 'other_advertiser', clickId }])
  })
})

test('a click ID under another name is suggested, and an accepted postback has no suggestions', async () => {
  const missing = await gokart.fetch(`/postback?clickid=${clickId}`)
  const { postback_id: id } = (await missing.json()) as { postback_id: string }
  expect((await storyFor('ops', id)).suggestions).toMatchObject([{ kind: 'other_parameter', clickId }])
  const { answer } = await send(clickId)
  expect(await storyFor('ops', answer.postback_id)).toMatchObject({ outcome: 'accepted', suggestions: [] })
})
