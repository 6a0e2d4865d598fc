import { POSTBACK_FAULTS } from '@gokart/shared'
import { afterAll, expect, it } from 'vitest'
import type { BoardEntry } from '../cluster/status-board.js'
import type { ProcessStatus } from '../system/process-status.js'
import { boardEntry } from '../test/process-status.js'
import { createHotMetrics } from './hot-metrics.js'
import { createMetricsServer } from './metrics-server.js'

const NOW = 1_000_000
let entries: BoardEntry<ProcessStatus>[] = []
const server = createMetricsServer({ all: () => entries }, () => NOW)
const port = await server.listen(0, '127.0.0.1')
afterAll(() => server.close())

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init)

/** Series -> value, and fails on a line that the format has not. */
async function scrape(): Promise<Record<string, number>> {
  const answer = await get('/metrics')
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const text = await answer.text()
  expect(text.endsWith('\n')).toBe(true)
  const series: Record<string, number> = {}
  let family = ''
  for (const line of text.trimEnd().split('\n')) {
    const head = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line)
    if (head) {
      if (head[1] === 'TYPE') expect(head[2]).toBe(family)
      family = head[2]!
      continue
    }
    const [, name, labels, value] =
      /^([a-z_]+)((?:\{[a-z_]+="[\w.+]*"(?:,[a-z_]+="[\w.+]*")*\})?) (\d+(?:\.\d+)?(?:e[+-]\d+)?)$/.exec(line) ?? []
    expect(line).toMatch(new RegExp(`^${family}(_bucket|_sum|_count)?[{ ]`))
    expect(series).not.toHaveProperty([name! + labels!])
    series[name! + labels!] = Number(value)
  }
  return series
}

it('before any worker told anything, all counters are there with 0', async () => {
  entries = []
  const series = await scrape()
  expect(series['gokart_clicks_total{outcome="sent",traffic_class="human"}']).toBe(0)
  expect(series['gokart_clicks_lost_total']).toBe(0)
  for (const reason of Object.keys(POSTBACK_FAULTS)) {
    expect(series[`gokart_postbacks_total{outcome="error",reason="${reason}"}`]).toBe(0)
  }
})

it('one scrape has the sums over all workers, and the state of each', async () => {
  const hot = createHotMetrics()
  hot.click('sent', 'human', 3)
  hot.click('sent', 'bot', 30_000)
  hot.postback('rejected', 'unknown_click', 4)
  hot.batch(40)
  hot.loopDelay(60)
  const { clicks, postbacks } = boardEntry(0, 0).status
  const busy = {
    clicks: { ...clicks, queued: 7, stored: 2, spooled: 5, lost: 1, spool: { records: 5, oldestAt: NOW - 90_000 } },
    postbacks: { ...postbacks, spool: { records: 3, oldestAt: NOW - 30_000 } },
    databaseAway: true,
    snapshot: { ageMs: 61_500, fromDisk: true, error: 'unreachable' as const },
    counts: hot.read(),
  }
  entries = [boardEntry(0, NOW - 500), boardEntry(1, NOW - 2_000, busy), boardEntry(2, NOW, { counts: hot.read() })]
  expect(await scrape()).toMatchObject({
    'gokart_clicks_total{outcome="sent",traffic_class="human"}': 2,
    'gokart_clicks_total{outcome="sent",traffic_class="bot"}': 2,
    'gokart_clicks_kept_total{place="database"}': 2,
    'gokart_clicks_kept_total{place="spool"}': 5,
    gokart_clicks_lost_total: 1,
    gokart_clicks_failed_total: 0,
    'gokart_click_duration_seconds_bucket{le="0.0025"}': 0,
    'gokart_click_duration_seconds_bucket{le="0.005"}': 2,
    'gokart_click_duration_seconds_bucket{le="10"}': 2,
    'gokart_click_duration_seconds_bucket{le="+Inf"}': 4,
    gokart_click_duration_seconds_count: 4,
    gokart_click_duration_seconds_sum: 60.006,
    'gokart_click_batch_size_bucket{le="20"}': 0,
    'gokart_click_batch_size_bucket{le="50"}': 2,
    'gokart_postbacks_total{outcome="rejected",reason="unknown_click"}': 2,
    gokart_postback_duration_seconds_sum: 0.008,
    'gokart_event_loop_delay_seconds_bucket{le="0.05"}': 0,
    'gokart_event_loop_delay_seconds_bucket{le="0.1"}': 2,
    'gokart_click_queue_depth{worker="0"}': 0,
    'gokart_click_queue_depth{worker="1"}': 7,
    'gokart_spool_records{worker="1",path="clicks"}': 5,
    'gokart_spool_records{worker="1",path="postbacks"}': 3,
    'gokart_spool_oldest_age_seconds{worker="0",path="clicks"}': 0,
    'gokart_spool_oldest_age_seconds{worker="1",path="clicks"}': 90,
    'gokart_spool_oldest_age_seconds{worker="1",path="postbacks"}': 30,
    'gokart_database_away{worker="0"}': 0,
    'gokart_database_away{worker="1"}': 1,
    'gokart_snapshot_age_seconds{worker="1"}': 61.5,
    'gokart_snapshot_from_disk{worker="1"}': 1,
    'gokart_database_weak_settings{worker="0"}': 0,
    'gokart_worker_silence_seconds{worker="0"}': 0.5,
    'gokart_worker_silence_seconds{worker="1"}': 2,
    'process_cpu_seconds_total{worker="2"}': 0.5,
    'process_resident_memory_bytes{worker="2"}': 2_000,
  })
})

it('keeps what a worker counted that ended between two scrapes', async () => {
  const hot = createHotMetrics()
  hot.click('sent', 'human', 1)
  entries = [boardEntry(7, NOW, { counts: hot.read() })]
  const series = 'gokart_clicks_total{outcome="sent",traffic_class="human"}'
  const before = (await scrape())[series]!
  hot.click('sent', 'human', 1)
  entries = [boardEntry(7, NOW, { counts: hot.read() })]
  await expect.poll(async () => (await scrape())[series]).toBe(before + 1)
  entries = []
  expect((await scrape())[series]).toBe(before + 1)
})

it.each([
  ['/', 'GET'],
  ['/metrics/x', 'GET'],
  ['/api/system', 'GET'],
  ['/metrics', 'POST'],
])('%s with %s is not there', async (path, method) => {
  expect((await get(path, { method })).status).toBe(404)
})

it('rejects where its port is taken', async () => {
  const other = createMetricsServer({ all: () => [] })
  await expect(other.listen(port, '127.0.0.1')).rejects.toThrow(/EADDRINUSE/)
})
