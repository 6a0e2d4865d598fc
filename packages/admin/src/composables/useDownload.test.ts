import { afterEach, expect, test, vi } from 'vitest'
import { mountSetup } from '../test/mount'
import { useDownload } from './useDownload'

afterEach(() => vi.unstubAllGlobals())

test('rows are counted as they come, and the file has its name', async () => {
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'x-total-count': '4',
    'content-disposition': 'attachment; filename="gokart-clicks.csv"',
  }
  vi.stubGlobal('fetch', async () => new Response('a,b\r\n1,2\r\n', { headers }))
  const { result: download } = await mountSetup(useDownload)
  const made = await download.fetchFile('/api/exports/clicks')
  expect(made?.name).toBe('gokart-clicks.csv')
  expect(await made?.file.text()).toBe('a,b\r\n1,2\r\n')
  expect(download).toMatchObject({ part: 0.5, isRunning: false })
})

test('of a list whose rows were not counted, the rows that came are told', async () => {
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'x-total-count': '1',
    'x-total-exact': 'false',
    'content-disposition': 'attachment; filename=gokart-clicks.csv',
  }
  vi.stubGlobal('fetch', async () => new Response('a,b\r\n1,2\r\n', { headers }))
  const { result: download } = await mountSetup(useDownload)
  const made = await download.fetchFile('/api/exports/clicks')
  expect(made?.name).toBe('gokart-clicks.csv')
  expect(download).toMatchObject({ part: undefined, rows: 2 })
})

test('one that is given up is no file and no failure', async () => {
  vi.stubGlobal(
    'fetch',
    (_path: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  )
  const { result: download } = await mountSetup(useDownload)
  const made = download.fetchFile('/api/exports/clicks')
  expect(download.isRunning).toBe(true)
  download.cancel()
  expect(await made).toBeUndefined()
  expect(download.isRunning).toBe(false)
})

test('a refusal says why', async () => {
  const problem = {
    code: 'too_many_requests',
    title: 'Too many',
    status: 429,
    detail: 'Too many files are being made.',
  }
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(problem), { status: 429 }))
  const { result: download } = await mountSetup(useDownload)
  await expect(download.fetchFile('/api/exports/clicks')).rejects.toThrow('Too many files')
})
