import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { adminFiles } from './admin-files.js'
import { errorHandler } from './error-handler.js'
import { notFoundHandler } from './problem.js'
import { createHttpServer } from './server.js'

const folder = await mkdtemp(join(tmpdir(), 'gokart-admin-'))
const built = join(folder, 'dist')
const app = express()
  .use('/built', adminFiles(built))
  .use('/unbuilt', adminFiles(join(folder, 'nothing')))
  .use(notFoundHandler)
  .use(errorHandler)
const server = createHttpServer(app, [], pino({ level: 'silent' }))
await mkdir(join(built, 'assets'), { recursive: true })
await writeFile(join(built, 'index.html'), '<h1>Admin</h1>')
await writeFile(join(built, 'favicon.svg'), '<svg/>')
await writeFile(join(built, 'assets', 'app-1a2b3c4d.js'), 'start()')
await writeFile(join(folder, 'secret.txt'), 'secret')
const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`

afterAll(async () => {
  await server.close(100)
  await rm(folder, { recursive: true })
})

describe('the files of the admin', () => {
  it.each([
    ['/', 'no-cache', '<h1>Admin</h1>'],
    ['/index.html', 'no-cache', '<h1>Admin</h1>'],
    ['/offers/7?tab=links', 'no-cache', '<h1>Admin</h1>'],
    ['/favicon.svg', 'no-cache', '<svg/>'],
    ['/assets/app-1a2b3c4d.js', 'public, max-age=31536000, immutable', 'start()'],
  ])('%s', async (path, cache, text) => {
    const response = await fetch(`${url}/built${path}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe(cache)
    expect(await response.text()).toBe(text)
  })

  it.each([
    ['/built/assets/gone-1a2b3c4d.js', 'GET'],
    ['/built/..%2fsecret.txt', 'GET'],
    ['/built/offers', 'POST'],
    ['/built/postbak?gk_click_id=1', 'GET'],
    ['/built/?gk_click_id=1', 'GET'],
    ['/unbuilt/offers', 'GET'],
  ])('%s is none', async (path, method) => {
    const response = await fetch(url + path, { method })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'not_found' })
  })

  it('say what to do where the admin is not built', async () => {
    const response = await fetch(`${url}/unbuilt/`)
    expect(await response.json()).toMatchObject({ detail: 'The admin is not built: run npm run build.' })
  })
})
