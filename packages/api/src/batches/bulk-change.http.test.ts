import type { BatchDetail } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { bytesToUuid } from '../db/uuid.js'
import { refusal, useGoKart } from '../test/harness.js'
import { createBatchRunner } from './runner.js'
import { createStatusSteps } from './status-steps.js'
import type { Steps } from './steps.js'

const gokart = await useGoKart()
const { make, db } = gokart
const batches = () => gokart.context.services.batches

/** Runs what there is to run until it is done, and reads it. */
async function finished(id: number): Promise<BatchDetail> {
  for (let batch = await batches().get(id); ; batch = await batches().get(id)) {
    if (batch.state === 'done' || batch.state === 'stopped') return batch
    await batches().run()
  }
}

async function conversions(count: number, over: Parameters<typeof make.conversion>[0] = {}): Promise<string[]> {
  const click = over.click ?? (await make.click(over.offer ? { offer: over.offer } : {}))
  const rows = []
  for (let number = 0; number < count; number++) rows.push(await make.conversion({ click, ...over }))
  return rows.map(({ id }) => bytesToUuid(id))
}

/** A process that is killed when the changes of a part are made and not committed. */
function dyingRunner(part: number) {
  const { clock, log } = gokart.context
  const real = createStatusSteps({ clock })
  let parts = 0
  const dying: Steps = {
    ...real,
    async run(...given) {
      const results = await real.run(...given)
      if (++parts === part) throw Object.assign(new Error('The process dies'), { code: 'PROTOCOL_CONNECTION_LOST' })
      return results
    },
  }
  const steps = { bulk_change: dying, status_import: dying, conversion_import: dying, replay: dying }
  return createBatchRunner({ db, log, clock, steps })
}

describe('a bulk change', () => {
  test('moves the conversions that are named, and says which it could not move and why', async () => {
    const rosa = await make.user({ email: 'rosa@example.com' })
    const [pending] = await conversions(1, { status: 'pending' })
    const [paid] = await conversions(1, { status: 'success' })
    const nowhere = '01a1760a-7a60-7000-8001-000001cd3295'
    const ids = [pending!, paid!, nowhere, pending!]
    const client = gokart.as(rosa)
    const body = { ids, status: 'success', reason: ' Paid ' } as const
    const made = await client.batches.changeStatuses({ body })
    expect(made).toMatchObject({ kind: 'bulk_change', state: 'running', lines: 3, done: 0, by: 'rosa@example.com' })
    expect(await finished(made.id)).toMatchObject({
      state: 'done',
      lines: 3,
      done: 3,
      status: 'success',
      reason: 'Paid',
    })
    const { items } = await client.batches.lines({ params: { id: made.id } })
    expect(items).toMatchObject([
      { line: 1, outcome: 'changed', conversionId: pending, findings: [] },
      { line: 2, outcome: 'unchanged', findings: [{ message: 'The conversion is success already.' }] },
      { line: 3, outcome: 'refused', findings: [{ message: 'There is no such conversion any more.' }] },
    ])
    const { changes } = await client.conversions.get({ params: { id: pending! } })
    expect(changes).toMatchObject([{ from: 'pending', to: 'success', by: 'rosa@example.com', reason: 'Paid' }])
  })

  test('of a filter changes all that match and no others, page or not', async () => {
    const offer = await make.offer()
    await conversions(30, { offer, status: 'pending' })
    await conversions(2, { offer, status: 'success' })
    const others = await conversions(1, { status: 'pending' })
    const client = gokart.as('ops')
    const filter = { offerId: offer.id, status: 'pending' } as const
    const { total } = await client.conversions.list({ query: filter })
    expect(total).toBe(30)
    const { id } = await client.batches.changeStatuses({
      body: { filter, total, status: 'rejected', reason: 'The offer was a test' },
    })
    expect(await finished(id)).toMatchObject({ lines: 30, outcomes: [{ outcome: 'changed', lines: 30 }] })
    const left = await client.conversions.list({ query: { status: 'pending' } })
    expect(left.items.map((one) => one.id)).toEqual(others)
  })

  test('of another total than was seen changes nothing', async () => {
    await conversions(3, { status: 'pending' })
    const client = gokart.as('ops')
    const body = { filter: { status: 'pending' }, total: 2, status: 'success', reason: 'Paid' } as const
    const problem = await refusal(client.batches.changeStatuses({ body }))
    expect(problem).toMatchObject({
      status: 409,
      code: 'stale_version',
      detail: 'You saw 2 conversions, and now 3 match. Nothing was changed: look at the list again.',
    })
    expect(await db('batches')).toEqual([])
  })

  test.each([
    ['neither IDs nor a filter', { status: 'success', reason: 'x' }, '/body/ids'],
    ['a filter without its total', { filter: {}, status: 'success', reason: 'x' }, '/body/total'],
    ['both', { ids: [crypto.randomUUID()], filter: {}, total: 1, status: 'success', reason: 'x' }, '/body/ids'],
    ['no reason', { ids: [crypto.randomUUID()], status: 'success', reason: ' ' }, '/body/reason'],
    [
      'too many IDs',
      { ids: Array.from({ length: 1_001 }, () => crypto.randomUUID()), status: 'success', reason: 'x' },
      '/body/ids',
    ],
  ] as const)('with %s is refused', async (_what, body, pointer) => {
    const call = gokart.as('ops').batches.changeStatuses({ body: body as never })
    expect(await refusal(call)).toMatchObject({ status: 422, faults: [{ pointer }] })
  })

  test('goes on where a crash left it, and moves each once, with several processes at it', async () => {
    const ids = await conversions(700, { status: 'pending' })
    const client = gokart.as('ops')
    const { id } = await client.batches.changeStatuses({
      body: { ids, status: 'success', reason: 'Paid' },
    })
    await expect(dyingRunner(3).run()).rejects.toThrow('The process dies')
    expect(await batches().get(id)).toMatchObject({ state: 'running', done: 400 })
    await Promise.all([batches().run(), batches().run(), batches().run()])
    expect(await finished(id)).toMatchObject({ done: 700, outcomes: [{ outcome: 'changed', lines: 700 }] })
    expect(await db('conversion_changes').countDistinct({ count: 'conversion_id' })).toEqual([{ count: 700 }])
    expect(await db('conversion_changes')).toHaveLength(700)
  })
})
