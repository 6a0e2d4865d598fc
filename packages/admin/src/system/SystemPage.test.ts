import type { SystemStatus } from '@gokart/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { client } from '../api'
import { mountPage } from '../test/mount'
import { sampleFinding, sampleSystem, sampleWorker } from './system.sample'
import SystemPage from './SystemPage.vue'

const get = vi.spyOn(client.system, 'get')
const answer = (changes: Partial<SystemStatus> = {}) => get.mockResolvedValue(sampleSystem(changes))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  get.mockReset()
})
afterEach(() => vi.useRealTimers())

async function open() {
  const { wrapper } = await mountPage(SystemPage)
  await flushPromises()
  return wrapper
}

async function twoSeconds() {
  vi.advanceTimersByTime(2_000)
  await flushPromises()
}

describe('the System page', () => {
  it('is calm while all is well', async () => {
    answer()
    const page = await open()
    expect(page.get('[data-verdict]').attributes('data-verdict')).toBe('good')
    expect(page.text()).toContain('All is well')
    expect(page.text()).toContain('None since the start.')
    expect(page.findAll('[data-finding]')).toHaveLength(0)
  })

  it('tells what a fault means and what to do, and which workers it is about', async () => {
    const workers = [
      sampleWorker(0),
      sampleWorker(1, { database: 'away', clickSpool: { records: 7, oldestMs: 1_000 } }),
    ]
    answer({ workers, findings: [sampleFinding({ workers: [1] })] })
    const page = await open()
    const finding = page.get('[data-finding=database_away]').text()
    expect(finding).toContain('Fault: The database does not answer')
    expect(finding).toContain('Worker 1')
    expect(finding).toContain('What to do: Start the database.')
    const rows = page.findAll('[data-worker]').map((row) => row.text())
    expect(rows[0]).toContain('Worker 0')
    expect(rows[0]).not.toContain('Away')
    expect(rows[1]).toContain('Away')
  })

  it('has the newest error first', async () => {
    const error = (at: string, message: string) => ({ part: 'clicks' as const, at, message })
    answer({
      workers: [
        sampleWorker(0, { lastErrors: [error('2026-11-22T11:00:00.000Z', 'older')] }),
        sampleWorker(1, { lastErrors: [error('2026-11-22T11:30:00.000Z', 'newer')] }),
      ],
    })
    expect((await open()).text()).toMatch(/newer.*older/s)
  })

  it('asks again every two seconds, not while it is paused, and at once when it goes on', async () => {
    answer()
    const page = await open()
    expect(get).toHaveBeenCalledTimes(1)
    await twoSeconds()
    expect(get).toHaveBeenCalledTimes(2)
    const button = () => page.findAll('button').find((one) => /Pause|Go on/.test(one.text()))
    await button()?.trigger('click')
    await twoSeconds()
    await twoSeconds()
    expect(get).toHaveBeenCalledTimes(2)
    expect(page.get('[data-testid=live]').text()).toBe('Paused')
    await button()?.trigger('click')
    await flushPromises()
    expect(get).toHaveBeenCalledTimes(3)
  })

  it('asks nothing while nobody can see it', async () => {
    answer()
    await open()
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    await twoSeconds()
    expect(get).toHaveBeenCalledTimes(1)
    hidden.mockRestore()
    document.dispatchEvent(new Event('visibilitychange'))
    await flushPromises()
    expect(get).toHaveBeenCalledTimes(2)
  })

  it('keeps what it knew when there is no answer, and says so', async () => {
    answer({ workers: [sampleWorker(0, { queued: 41 })] })
    const page = await open()
    get.mockRejectedValue(new TypeError('fetch failed'))
    await twoSeconds()
    expect(page.get('[role=alert]').text()).toContain('GoKart did not answer')
    expect(page.get('[data-testid=live]').text()).toBe('No answer')
    expect(page.text()).toContain('41')
    answer()
    await twoSeconds()
    expect(page.find('[role=alert]').exists()).toBe(false)
    expect(page.get('[data-testid=live]').text()).toBe('Live')
  })
})
