import type { ReportStep } from '@gokart/shared'
import { expect, test } from 'vitest'
import { HttpProblem } from '../http/problem.js'
import { refusal, useGoKart } from '../test/harness.js'
import { stepsOf } from './steps.js'

const gokart = await useGoKart()
const { make } = gokart
const query = {
  from: '2026-11-01T06:00:00.000Z',
  to: '2026-11-23T07:00:00.000Z',
  dimensions: 'device',
  metrics: 'clicks,unique_clicks',
}

async function all(steps: AsyncIterable<ReportStep>): Promise<ReportStep[]> {
  const found: ReportStep[] = []
  for await (const step of steps) found.push(step)
  return found
}

test('a report that is streamed ends with the report', async () => {
  const offer = await make.offer()
  for (const day of ['01', '02', '22']) {
    await make.click({ offer, device: 'mobile', created_at: new Date(`2026-11-${day}T10:00:00Z`) })
    await make.click({ offer, created_at: new Date(`2026-11-${day}T10:01:00Z`) })
  }
  const steps = await all(await gokart.as('ops').reports.stream({ query }))
  const plain = await gokart.as('ops').reports.run({ query })
  expect(plain.rows.map(({ labels, values }) => [labels[0], values])).toEqual([
    ['mobile', { clicks: 3, unique_clicks: 3 }],
    ['-', { clicks: 3, unique_clicks: 0 }],
  ])
  expect(steps.at(-1)).toEqual({ report: { ...plain, asOf: expect.any(String) } })
})

test('what may not be asked is refused, and no stream', async () => {
  const user = await make.user({ role: 'advertiser' })
  const asked = async () => all(await gokart.as(user).reports.stream({ query: { ...query, dimensions: 'advertiser' } }))
  expect(await refusal(asked())).toMatchObject({ code: 'wrong_role' })
})

test('how far it is comes while it takes long', async () => {
  const steps = stepsOf(async (progress) => {
    progress(0.25)
    await new Promise((resolve) => setTimeout(resolve, 700))
    throw new Error('Gone')
  })
  expect((await steps.next()).value).toEqual({ progress: 0.25 })
  await expect(steps.next()).rejects.toThrow('Gone')
})

test('a problem that comes late is told as the last step', async () => {
  const steps = stepsOf(async () => {
    await new Promise((resolve) => setTimeout(resolve, 700))
    throw new HttpProblem('report_too_slow', 'Choose a shorter range.')
  })
  expect(await all(steps)).toEqual([{ progress: 0 }, { fault: 'Choose a shorter range.' }])
})
