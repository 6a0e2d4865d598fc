import type { api, EndpointCall } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart

type Patch = EndpointCall<typeof api.advertisers.patch>['body']
const DEFAULTS = { statusWords: [], ipAllowList: [], always200: false, approval: 'automatic', pendingDays: 0 }

describe('how an advertiser’s postbacks are taken', () => {
  test('is the plain way where nothing is given', async () => {
    expect(await gokart.as('ops').advertisers.create({ body: { name: 'Plain' } })).toMatchObject(DEFAULTS)
  })

  test('is kept, known to the postback path at once, and stays where a change says nothing of it', async () => {
    const ops = gokart.as('ops')
    const { id } = await make.advertiser()
    const settings = {
      statusWords: [{ word: ' Approved ', status: 'success' as const }],
      ipAllowList: [' 203.0.113.0/24 ', '2001:db8::1'],
      always200: true,
      approval: 'manual' as const,
      pendingDays: 14,
    }
    const kept = {
      ...settings,
      statusWords: [{ word: 'approved', status: 'success' }],
      ipAllowList: ['203.0.113.0/24', '2001:db8::1'],
    }
    expect(await ops.advertisers.patch({ params: { id }, body: settings })).toMatchObject(kept)
    expect(await ops.advertisers.patch({ params: { id }, body: { name: 'Other' } })).toMatchObject(kept)
    expect(gokart.context.snapshot.current().advertisersById.get(id)).toMatchObject(kept)
    const empty = { statusWords: [], ipAllowList: [] }
    expect(await ops.advertisers.patch({ params: { id }, body: empty })).toMatchObject({ ...kept, ...empty })
  })

  test.each<[Patch, string, RegExp]>([
    [
      { ipAllowList: ['203.0.113.0/24', '203.0.113.300'] },
      'ipAllowList/1',
      /"203.0.113.300" is neither an IP address nor a range/,
    ],
    [{ ipAllowList: ['203.0.113.0/33'] }, 'ipAllowList/0', /IP address/],
    [{ ipAllowList: ['example.com'] }, 'ipAllowList/0', /IP address/],
    [{ statusWords: [{ word: ' ', status: 'success' }] }, 'statusWords/0/word', /empty/],
    [
      {
        statusWords: [
          { word: 'Paid', status: 'success' },
          { word: 'paid', status: 'pending' },
        ],
      },
      'statusWords/1/word',
      /"paid" stands here twice/,
    ],
    [{ statusWords: [{ word: 'x', status: 'paid' as never }] }, 'statusWords/0/status', /./],
    [{ pendingDays: 400 }, 'pendingDays', /whole number from 0 to 365/],
    [{ approval: 'never' as never }, 'approval', /./],
  ])('is refused at its place: %j', async (body, field, message) => {
    const { id } = await make.advertiser()
    const problem = await refusal(gokart.as('ops').advertisers.patch({ params: { id }, body }))
    expect(problem).toMatchObject({ status: 422, faults: [{ pointer: `/body/${field}` }] })
    expect(problem.faults?.[0]?.message).toMatch(message)
  })

  test('is nothing that the advertiser’s own users change', async () => {
    const { id } = await make.advertiser()
    const user = gokart.as(await make.user({ advertiser_id: id }))
    expect(await refusal(user.advertisers.patch({ params: { id }, body: { ipAllowList: [] } }))).toMatchObject({
      status: 403,
    })
  })
})
