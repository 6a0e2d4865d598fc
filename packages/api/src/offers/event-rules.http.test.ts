import { NO_EVENT_RULES, type api, type EndpointCall } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make } = gokart

type NewOffer = EndpointCall<typeof api.offers.create>['body']
type NewEvent = NonNullable<NewOffer['events']>[number]
const LIMITS = NO_EVENT_RULES.caps
const RULES = {
  sequenceNumber: 2,
  minTimeFromPreviousEvent: 60,
  deadlineDays: 30,
  pendingDays: 7,
  caps: { daily: 10, weekly: 50, monthly: 200, lifetime: 1_000 },
  budgets: { daily: '99.50', weekly: '500.00', monthly: '2000.00', lifetime: '123456789012.0001' },
  allowRepetitions: true,
}

async function create(events: NewEvent[], over: Partial<NewOffer> = {}) {
  const { id: advertiserId } = await make.advertiser()
  const body = { advertiserId, name: 'Steps', trackingLink: 'https://trk.example/?s={gk_click_id}', events, ...over }
  return gokart.as('ops').offers.create({ body })
}
const change = (id: number, events: NewEvent[]) => gokart.as('ops').offers.patch({ params: { id }, body: { events } })
const versionOf = async (id: number) => (await gokart.db('offer_events').where({ id }).first()).limits_version

describe('the rules of an event', () => {
  test('are none where none are given', async () => {
    const { events } = await create([{ payout: '1' }])
    expect(events).toMatchObject([NO_EVENT_RULES])
  })

  test('are kept as they were given, and known to the postback path at once', async () => {
    const { id, events } = await create([{ payout: '1', ...RULES }])
    expect(events).toMatchObject([RULES])
    expect((await gokart.as('ops').offers.get({ params: { id } })).events).toEqual(events)
    expect(gokart.context.snapshot.current().offersById.get(id)?.events).toMatchObject([RULES])
  })

  test('stay where a change says nothing of them, and go where it says null', async () => {
    const { id, events } = await create([{ payout: '1', ...RULES }])
    const same = await change(id, [{ payout: '2' }])
    expect(same.events).toEqual([{ ...events[0], payout: '2.00' }])
    const other = await change(id, [
      {
        payout: '2',
        pendingDays: null,
        deadlineDays: 5,
        caps: { daily: null },
        budgets: { weekly: null },
        allowRepetitions: false,
      },
    ])
    expect(other.events).toMatchObject([
      {
        ...RULES,
        pendingDays: null,
        deadlineDays: 5,
        caps: { ...RULES.caps, daily: null },
        budgets: { ...RULES.budgets, weekly: null },
        allowRepetitions: false,
      },
    ])
  })

  test('have what counts counted anew where other periods are limited, and only then', async () => {
    const { id, events } = await create([{ payout: '1', caps: { daily: 5 } }])
    const event = events[0]!.id
    const versions = []
    for (const rules of [
      { caps: { daily: 6 } },
      { budgets: { daily: '5' } },
      { caps: { lifetime: 9 } },
      { caps: { ...LIMITS }, budgets: { daily: null } },
      { caps: { daily: 5 } },
    ]) {
      await change(id, [{ payout: '1', ...rules }])
      versions.push(await versionOf(event))
    }
    expect(versions).toEqual([2, 2, 3, 4, 5])
  })

  test.each<[Partial<NewEvent>, string, RegExp]>([
    [{ sequenceNumber: 0 }, 'sequenceNumber', /whole number from 1 to 50/],
    [{ sequenceNumber: 1.5 }, 'sequenceNumber', /whole number from 1 to 50/],
    [{ minTimeFromPreviousEvent: 60 }, 'minTimeFromPreviousEvent', /place in the order/],
    [{ minTimeFromPreviousEvent: -1, sequenceNumber: 2 }, 'minTimeFromPreviousEvent', /from 0 to/],
    [{ deadlineDays: 0 }, 'deadlineDays', /whole number from 1 to 3650/],
    [{ pendingDays: 366 }, 'pendingDays', /whole number from 0 to 365/],
    [{ caps: { daily: 0 } }, 'caps/daily', /leave it empty for no limit/],
    [{ caps: { monthly: '5' as never } }, 'caps/monthly', /whole number/],
    [{ budgets: { weekly: '0.00' } }, 'budgets/weekly', /more than 0; leave it empty for no limit/],
    [{ budgets: { lifetime: '1e3' } }, 'budgets/lifetime', /decimal number/],
  ])('are refused at their place: %j', async (rules, field, message) => {
    const problem = await refusal(create([{ payout: '1', ...rules }]))
    expect(problem).toMatchObject({ status: 422, faults: [{ pointer: `/body/events/0/${field}` }] })
    expect(problem.faults?.[0]?.message).toMatch(message)
  })
})

describe('the conversion window of an offer', () => {
  test('is open where none is given, is kept, stays and goes', async () => {
    const open = { minSecondsAfterClick: null, maxDaysAfterClick: null }
    expect(await create([{ payout: '1' }])).toMatchObject(open)
    const window = { minSecondsAfterClick: 30, maxDaysAfterClick: 90 }
    const { id } = await create([{ payout: '1' }], window)
    const patch = (body: object) => gokart.as('ops').offers.patch({ params: { id }, body })
    expect(await patch({ name: 'Other' })).toMatchObject(window)
    expect(gokart.context.snapshot.current().offersById.get(id)).toMatchObject(window)
    expect(await patch(open)).toMatchObject(open)
  })

  test('that nothing can pass is refused, also where a change makes it one', async () => {
    const never = { minSecondsAfterClick: 86_400, maxDaysAfterClick: 1 }
    const fault = { status: 422, faults: [{ pointer: '/body/maxDaysAfterClick' }] }
    expect(await refusal(create([{ payout: '1' }], never))).toMatchObject(fault)
    const { id } = await create([{ payout: '1' }], { minSecondsAfterClick: 86_400 })
    const patch = gokart.as('ops').offers.patch({ params: { id }, body: { maxDaysAfterClick: 1 } })
    expect(await refusal(patch)).toMatchObject(fault)
  })
})
