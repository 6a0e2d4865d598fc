import { STORY_LIMITS, type ClickStory, type Client } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { bytesToUuid } from '../db/uuid.js'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart({ config: { publicUrl: 'https://go.example' } })
const { make, db } = gokart
const VISITOR = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0' }
const LINK = 'https://adv.example/r/{country}?sub1={gk_click_id}&n=x-{pub_sub_1}&m={pub_member_id}#to-{gk_offer_id}'

async function clicked(tracking_link = LINK) {
  const offer = await make.offer({ tracking_link, events: [{ name: 'Sale', event_id: 'Sale' }] })
  const click = await gokart.fetch(`/c/${offer.link_key}?pub_sub_1=a%20%26b`, { headers: VISITOR })
  const clickId = new URL(click.headers.get('location') ?? '').searchParams.get('sub1') ?? ''
  return { offer, clickId, owner: gokart.as(await make.user({ advertiser_id: offer.advertiser_id })) }
}
const send = async (query: string, init?: RequestInit) =>
  (await (await gokart.fetch(`/postback?${query}`, init)).json()) as Record<string, string>
const storyOf = (client: Client, clickId: string): Promise<ClickStory> => client.clicks.get({ params: { clickId } })

describe('the story of a click', () => {
  test('names each macro with its value and where it went', async () => {
    const { offer, clickId, owner } = await clicked()
    const story = await storyOf(owner, clickId)
    expect(story).toMatchObject({
      recorded: true,
      destination: `https://adv.example/r/?sub1=${clickId}&n=x-a%20%26b&m=#to-${offer.id}`,
      macros: [
        { name: 'country', value: '', part: 'path', parameter: null },
        { name: 'gk_click_id', value: clickId, part: 'query', parameter: 'sub1' },
        { name: 'pub_sub_1', value: 'a &b', part: 'query', parameter: 'n' },
        { name: 'pub_member_id', value: '', part: 'query', parameter: 'm' },
        { name: 'gk_offer_id', value: String(offer.id), part: 'fragment', parameter: null },
      ],
    })
  })

  test('has every request as it came, without its secrets, and what would have been right', async () => {
    const { clickId, owner } = await clicked()
    await send(`gk_click_id=${clickId}&cnv_event_id=sale&token=0123456789abcdef0123456789abcdef`)
    const body = JSON.stringify({ gk_click_id: clickId, cnv_event_id: 'Sale', cnv_email: 'me@example.com' })
    await send('', { method: 'POST', body, headers: { 'content-type': 'application/json', 'user-agent': 'tracker' } })
    const { postbacks } = await storyOf(owner, clickId)
    expect(postbacks).toMatchObject([
      {
        method: 'GET',
        url: `/postback?gk_click_id=${clickId}&cnv_event_id=sale&token=***`,
        outcome: 'rejected',
        body: null,
      },
      {
        method: 'POST',
        url: '/postback',
        contentType: 'application/json',
        userAgent: 'tracker',
        outcome: 'accepted',
        body: expect.stringContaining('"cnv_event_id":"Sale"'),
      },
    ])
    expect(JSON.stringify(postbacks)).not.toMatch(/me@example|0123456789abcdef/)
  })

  test('has each change of a status with who, when and why; ops stay nameless to the advertiser', async () => {
    const { clickId, owner } = await clicked()
    const { conversion_id: id = '' } = await send(`gk_click_id=${clickId}&cnv_event_id=Sale`)
    const ops = await make.user({ email: 'olga@gokart.example' })
    const body = { status: 'rejected', reason: 'Returned' } as const
    await gokart.as(ops).conversions.patch({ params: { id }, body })
    const change = { from: 'success', to: 'rejected', reason: 'Returned' }
    const told = async (client: Client) => (await storyOf(client, clickId)).conversions[0]?.changes
    expect(await told(gokart.as('ops'))).toMatchObject([{ ...change, by: 'olga@gokart.example' }])
    expect(await told(owner)).toMatchObject([{ ...change, by: 'GoKart ops' }])
    expect((await owner.conversions.get({ params: { id } })).changes).toMatchObject([{ ...change, by: 'GoKart ops' }])
  })

  test('has what batches did; which batch it was is for ops alone', async () => {
    const { offer, clickId, owner } = await clicked()
    const ops = gokart.as(await make.user({ email: 'otto@gokart.example' }))
    const imported = await ops.batches.upload({
      query: { kind: 'conversion_import', fileName: 'secret list.csv', advertiserId: offer.advertiser_id },
      file: `gk_click_id,cnv_event_id,time\n${clickId},Sale,${new Date().toISOString()}\n`,
    })
    await gokart.context.services.batches.run()
    await ops.batches.start({ params: { id: imported.id } })
    await gokart.context.services.batches.run()
    const [made] = (await ops.conversions.list({ query: { clickId } })).items
    const ids = [made?.id ?? '']
    const bulk = await ops.batches.changeStatuses({ body: { ids, status: 'rejected', reason: 'Late' } })
    await gokart.context.services.batches.run()
    expect((await storyOf(ops, clickId)).batches).toMatchObject([
      { batchId: imported.id, kind: 'conversion_import', fileName: 'secret list.csv', line: 2, outcome: 'accepted' },
      { batchId: bulk.id, kind: 'bulk_change', line: 1, outcome: 'changed', by: 'otto@gokart.example' },
    ])
    const owners = await storyOf(owner, clickId)
    expect(owners.batches).toMatchObject([
      { batchId: null, kind: 'conversion_import', fileName: null, by: 'GoKart ops', postbackId: made?.postbackId },
      { batchId: null, kind: 'bulk_change', conversionId: made?.id },
    ])
    expect(JSON.stringify(owners)).not.toMatch(/otto|secret/)
  })

  test('is bounded, and says when there is more', async () => {
    const click = await make.click()
    const at = (index: number) => new Date(Date.now() - 200_000 + index * 1_000)
    for (let index = 0; index < STORY_LIMITS.postbacks + 1; index++) {
      await make.postback({ click, received_at: at(index), url: `/postback?n=${index}`, outcome: 'duplicate' })
    }
    await make.conversion({ click, postback_id: Buffer.alloc(16) })
    const story = await storyOf(gokart.as('ops'), bytesToUuid(click.id))
    expect(story).toMatchObject({ morePostbacks: true, moreConversions: false })
    expect(story.postbacks).toHaveLength(STORY_LIMITS.postbacks)
    expect(story.postbacks.at(0)?.url).toBe('/postback?n=1')
    expect(story.postbacks.at(-1)?.url).toBe(`/postback?n=${STORY_LIMITS.postbacks}`)
  })

  test('cuts a long request; its own page has it whole', async () => {
    const { clickId, owner } = await clicked()
    const sent = `gk_click_id=${clickId}&cnv_event_id=Sale&x=${'y'.repeat(5_000)}`
    const { postback_id: id = '' } = await send(sent)
    const [postback] = (await storyOf(owner, clickId)).postbacks
    expect(postback?.url).toBe(`${`/postback?${sent}`.slice(0, STORY_LIMITS.text)}…`)
    expect((await owner.postbacks.get({ params: { id } })).url).toBe(`/postback?${sent}`)
  })
})

describe('a click ID whose click is not stored', () => {
  test('has the story of its postbacks, and what a signed ID tells', async () => {
    const { offer, clickId, owner } = await clicked()
    await send(`gk_click_id=${clickId}&cnv_event_id=Sale`)
    await db('clicks').delete()
    for (const client of [owner, gokart.as('ops')]) {
      expect(await storyOf(client, clickId)).toMatchObject({
        recorded: false,
        clickId,
        signed: { offerId: offer.id, offerName: offer.name },
        postbacks: [{ outcome: 'accepted' }],
        conversions: [{ eventId: 'Sale' }],
      })
    }
  })

  test('that GoKart did not make tells nothing by itself', async () => {
    const clickId = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'
    await send(`gk_click_id=${clickId}`)
    const story = await storyOf(gokart.as('ops'), clickId)
    expect(story).toMatchObject({ recorded: false, signed: null, postbacks: [{ reason: 'unknown_click' }] })
  })

  test('of others is not there, and a stranger who sent it reads of that alone', async () => {
    const { clickId } = await clicked()
    const stranger = await make.advertiser({ token_policy: 'optional' })
    const client = gokart.as(await make.user({ advertiser_id: stranger.id }))
    expect((await refusal(storyOf(client, clickId))).status).toBe(404)
    await send(`gk_click_id=${clickId}&cnv_event_id=Sale`)
    expect((await refusal(storyOf(client, clickId))).status).toBe(404)
    await send(`gk_click_id=${clickId}&cnv_event_id=Sale&token=${stranger.postback_token}`)
    expect(await storyOf(client, clickId)).toMatchObject({
      recorded: false,
      signed: null,
      postbacks: [{ reason: 'wrong_advertiser' }],
      conversions: [],
      batches: [],
    })
  })
})
