import { describe, expect, it } from 'vitest'
import { sampleFinding, sampleSystem, sampleWorker } from './system.sample'
import { newsOf, verdictOf } from './verdict'

const fault = sampleFinding()
const warning = sampleFinding({ code: 'loop_busy', level: 'warning', title: 'A worker is too busy' })

describe('the verdict', () => {
  it.each([
    [[], 'good', 'All is well'],
    [[warning], 'waiting', 'It works, with 1 warning'],
    [[warning, warning], 'waiting', 'It works, with 2 warnings'],
    [[fault], 'bad', '1 fault'],
    [[fault, fault, warning], 'bad', '2 faults and 1 warning'],
  ])('on %j', (findings, tone, title) => {
    expect(verdictOf(sampleSystem({ findings }))).toMatchObject({ tone, title })
  })

  it.each([
    [sampleSystem(), 'The database answers and keeps what it acknowledges, nothing is late.'],
    [sampleSystem({ durability: 'unknown' }), 'The database answers, nothing is late.'],
    [
      sampleSystem({ workers: [sampleWorker(0), sampleWorker(1)] }),
      'The database answers and keeps what it acknowledges, nothing is late, and 2 workers serve.',
    ],
  ])('says only what is known', (status, text) => {
    expect(verdictOf(status).text).toBe(text)
  })
})

describe('the news', () => {
  it.each([
    [[], [], undefined],
    [[fault], [fault], undefined],
    [[], [fault, warning], 'Fault: The database does not answer. Warning: A worker is too busy.'],
    [[warning], [fault, warning], 'Fault: The database does not answer.'],
    [[fault, warning], [warning], undefined],
    [[fault], [], 'All is well again.'],
  ])('from %j to %j', (before, now, news) => {
    expect(newsOf(sampleSystem({ findings: before }), sampleSystem({ findings: now }))).toBe(news)
  })
})
