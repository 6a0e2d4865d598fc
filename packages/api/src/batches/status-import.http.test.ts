import type { BatchDetail, ImportKind } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { bytesToUuid } from '../db/uuid.js'
import { refusal, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()
const { make, db } = gokart
const batches = () => gokart.context.services.batches

/** Until it waits for somebody, or is done. */
async function settled(id: number): Promise<BatchDetail> {
  for (let batch = await batches().get(id); ; batch = await batches().get(id)) {
    if (batch.state !== 'checking' && batch.state !== 'running') return batch
    await batches().run()
  }
}

async function upload(file: string, query: { kind?: ImportKind; advertiserId?: number } = {}): Promise<BatchDetail> {
  const { kind = 'status_import', ...whose } = query
  const made = await gokart.as('ops').batches.upload({ query: { kind, fileName: 'statuses.csv', ...whose }, file })
  return settled(made.id)
}

async function run(id: number): Promise<BatchDetail> {
  await gokart.as('ops').batches.start({ params: { id } })
  return settled(id)
}

const linesOf = async (id: number) => (await gokart.as('ops').batches.lines({ params: { id } })).items
const statusOf = async (id: Buffer) => (await db('conversions').where({ id }).first()).status

describe('an import of statuses', () => {
  test('shows first what it would do, and does it when it is started', async () => {
    const acme = await make.advertiser({ name: 'Acme' })
    const offer = await make.offer({ advertiser_id: acme.id })
    const a = await make.conversion({ offer, status: 'pending' })
    const b = await make.conversion({ offer, status: 'success', conversion_ref: 'order-2' })
    const c = await make.conversion({ offer, status: 'success', conversion_ref: 'order-3' })
    const d = await make.conversion({ offer, status: 'rejected', conversion_ref: 'order-4' })
    const file = [
      'Conversion_ID;click_id;cnv_conversion_id;advertiser;status;reason;comment',
      `${bytesToUuid(a.id)};;;;success;"Paid; at last";x`,
      `;${bytesToUuid(b.click_id)};order-2;;Rejected;Returned;`,
      ';;order-3;Acme;rejected;;',
      `;;order-4;${acme.id};rejected;Fraud;`,
      ';;order-4;;rejected;;',
      ';;order-9;Acme;declined;;',
    ].join('\r\n')
    const batch = await upload(`\uFEFF${file}`)
    expect(batch).toMatchObject({ state: 'ready', lines: 6, checked: 6, fileName: 'statuses.csv', advertiserId: null })
    expect(batch.columns.at(-1)).toEqual({ name: 'comment', meaning: null })
    expect(await linesOf(batch.id)).toMatchObject([
      { line: 2, outcome: 'changed', done: false, conversionId: bytesToUuid(a.id) },
      { line: 3, outcome: 'changed', done: false, conversionId: bytesToUuid(b.id) },
      { line: 4, outcome: 'changed', done: false, conversionId: bytesToUuid(c.id) },
      { line: 5, outcome: 'unchanged', done: false },
      { line: 6, outcome: 'faulty', findings: [{ message: 'The line does not say which conversion is meant.' }] },
      { line: 7, outcome: 'faulty', findings: [{ column: 'status', message: '"declined" is no status.' }] },
    ])
    expect(await db('conversion_changes')).toEqual([])
    expect(await run(batch.id)).toMatchObject({ state: 'done', done: 6 })
    const changes = await db('conversion_changes').orderBy('id')
    expect(changes.map(({ reason }) => reason)).toEqual(['Paid; at last', 'Returned', 'Import of statuses.csv'])
    expect([await statusOf(a.id), await statusOf(b.id), await statusOf(c.id), await statusOf(d.id)]).toEqual([
      'success',
      'rejected',
      'rejected',
      'rejected',
    ])
  })

  test('of the same file twice changes nothing the second time, whatever was done in between', async () => {
    const { id } = await make.conversion({ status: 'success' })
    const file = `conversion_id,status,reason\n${bytesToUuid(id)},rejected,Returned\n`
    await run((await upload(file)).id)
    await gokart.as('ops').conversions.patch({
      params: { id: bytesToUuid(id) },
      body: { status: 'success', reason: 'It was kept after all' },
    })
    const again = await run((await upload(file)).id)
    expect(again.outcomes).toEqual([{ outcome: 'unchanged', lines: 1 }])
    expect((await linesOf(again.id))[0]?.findings[0]?.message).toBe('This line of this file was carried out before.')
    expect(await statusOf(id)).toBe('success')
  })

  test('that is changed after it was shown is judged by what is there', async () => {
    const { id } = await make.conversion({ status: 'pending' })
    const batch = await upload(`conversion_id,status\n${bytesToUuid(id)},success\n`)
    const body = { status: 'success', reason: 'By hand' } as const
    await gokart.as('ops').conversions.patch({ params: { id: bytesToUuid(id) }, body })
    expect(await run(batch.id)).toMatchObject({ outcomes: [{ outcome: 'unchanged', lines: 1 }] })
  })

  test('of one advertiser touches no conversion of another', async () => {
    const { advertiser_id } = await make.offer()
    const theirs = await make.conversion({ status: 'success', conversion_ref: 'order-1' })
    const file = `conversion_id,cnv_conversion_id,status\n${bytesToUuid(theirs.id)},,rejected\n,order-1,rejected\n`
    const batch = await upload(file, { advertiserId: advertiser_id })
    expect(await run(batch.id)).toMatchObject({ outcomes: [{ outcome: 'refused', lines: 2 }] })
    expect(await statusOf(theirs.id)).toBe('success')
  })

  test('takes what it is told of a conversion at its word: all of it must fit', async () => {
    const offer = await make.offer({
      events: [
        { name: 'A', event_id: 'A' },
        { name: 'B', event_id: 'B' },
      ],
    })
    const click = await make.click({ offer })
    const one = await make.conversion({ click, conversion_ref: 'twice' })
    await make.conversion({ click, conversion_ref: 'twice' })
    await make.conversion({ offer, conversion_ref: 'Once' })
    const lines = [
      `${bytesToUuid(one.id)},,other,rejected`,
      `,${bytesToUuid(click.id)},twice,rejected`,
      `,,once,rejected`,
      `,,Once,pending`,
    ]
    const batch = await upload(`conversion_id,click_id,cnv_conversion_id,status\n${lines.join('\n')}`, {
      advertiserId: offer.advertiser_id,
    })
    const found = (await linesOf(batch.id)).map(({ outcome, findings }) => [outcome, findings[0]?.message])
    expect(found).toEqual([
      ['refused', 'There is no conversion that fits all that the line says.'],
      ['refused', 'Several conversions have this ID: an ID counts once for each offer and event.'],
      ['refused', 'There is no conversion that fits all that the line says.'],
      ['refused', 'The conversion is success; from there it can become rejected.'],
    ])
  })

  test('can be discarded until it was started, once', async () => {
    const { id } = await make.conversion()
    const file = `conversion_id,status\n${bytesToUuid(id)},rejected\n`
    const ops = gokart.as('ops')
    const first = await upload(file)
    await ops.batches.discard({ params: { id: first.id } })
    expect(await refusal(ops.batches.get({ params: { id: first.id } }))).toMatchObject({ status: 404 })
    expect(await db('batch_lines')).toEqual([])
    const second = await upload(file)
    await run(second.id)
    const params = { id: second.id }
    expect(await refusal(ops.batches.discard({ params }))).toMatchObject({ status: 409 })
    expect(await refusal(ops.batches.start({ params }))).toMatchObject({ status: 409, detail: 'It is done already.' })
  })

  test('that nobody starts is gone after a week, and an upload that broke off after an hour', async () => {
    const hours = (count: number) => new Date(Date.now() - count * 3_600_000)
    const kept = [
      await make.batch({ state: 'ready', created_at: hours(24 * 6) }),
      await make.batch({ state: 'done', created_at: hours(24 * 400) }),
      await make.batch({ state: 'reading', created_at: hours(0.5) }),
    ]
    await make.batch({ state: 'ready', created_at: hours(24 * 8) })
    await make.batch({ state: 'reading', created_at: hours(2) })
    await batches().deleteStale()
    const left = await db('batches').orderBy('id').select('id')
    expect(left.map(({ id }) => id)).toEqual(kept.map(({ id }) => id))
  })

  test('that meets a fault stops and says where, and goes on when it is started again', async () => {
    const { id } = await make.conversion({ status: 'success' })
    const batch = await upload(`conversion_id,status\n${bytesToUuid(id)},rejected\n`)
    const { payload } = await db('batch_lines').where({ batch_id: batch.id }).first()
    await db('batch_lines').where({ batch_id: batch.id }).update({ payload: '{' })
    expect(await run(batch.id)).toMatchObject({ state: 'stopped', problem: expect.stringContaining('line 2') })
    await db('batch_lines').where({ batch_id: batch.id }).update({ payload })
    expect(await run(batch.id)).toMatchObject({ state: 'done', problem: null })
    expect(await statusOf(id)).toBe('rejected')
  })

  test('has a report that no spreadsheet takes for formulas', async () => {
    const click = await make.click()
    await make.conversion({ click, conversion_ref: '=1+1' })
    const file = `click_id,cnv_conversion_id,status\n${bytesToUuid(click.id)},=1+1,"=HYPERLINK(""http://x"",""y"")"\n`
    const batch = await upload(file)
    const text = await gokart.as('ops').batches.report({ params: { id: batch.id } })
    const response = await gokart.fetch(`/api/batches/${batch.id}/report`, {
      headers: { cookie: await gokart.cookie('ops') },
    })
    expect(response.headers.get('content-type')).toMatch(/^text\/csv/)
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename=gokart-report-${batch.id}.csv`)
    expect(text.split('\r\n')[1]).toBe(
      `2,faulty,"'=HYPERLINK(""http://x"",""y"") · =1+1",,,status,"""=HYPERLINK(""http://x"",""y"")"" is no status.",Write success or rejected.`,
    )
  })
})
