import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { refusal, startGoKart, useGoKart } from '../test/harness.js'

const gokart = await useGoKart()

/** Sends a body as it is, as an ops user. */
async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const cookie = await gokart.cookie('ops')
  return gokart.fetch(path, {
    method: 'POST',
    body,
    headers: { cookie, 'content-type': 'application/json', ...headers },
  })
}

describe('a request that cannot be served', () => {
  it.each([
    ['is not JSON', '{"name": ', {}, 400, 'malformed_body'],
    ['is JSON but no object', '"name"', {}, 400, 'malformed_body'],
    ['is a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    ['has no type', new Uint8Array([123, 125]), { 'content-type': '' }, 415, 'unsupported_media_type'],
    ['has an unknown encoding', '{}', { 'content-encoding': 'zap' }, 415, 'unsupported_media_type'],
    ['says gzip and is not', '{}', { 'content-encoding': 'gzip' }, 400, 'malformed_body'],
    ['is too large', JSON.stringify({ name: 'x'.repeat(300_000) }), {}, 413, 'too_large'],
    ['is an array', '[]', {}, 422, 'validation_failed'],
    ['is empty', '', {}, 422, 'validation_failed'],
  ] as const)('whose body %s', async (_what, body, headers, status, code) => {
    const response = await post('/api/partners', body as never, headers)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({
      type: `urn:gokart:problem:${code}`,
      code,
      status,
      requestId: response.headers.get('x-request-id'),
    })
  })

  it('is told every fault at once, each with its place', async () => {
    const body = { email: 'x', password: 'short', role: 'boss', advertiserId: -1 }
    const problem = await refusal(gokart.as('ops').users.create({ body: body as never }))
    expect(problem.faults?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/body/advertiserId',
      '/body/email',
      '/body/password',
      '/body/role',
    ])
    for (const { message } of problem.faults!) expect(message).toMatch(/^[A-Z].+/)
  })

  it('is told faults of path, query and body together', async () => {
    const ops = gokart.as('ops')
    expect(await refusal(ops.offers.get({ params: { id: 'x' as never } }))).toMatchObject({
      faults: [{ pointer: '/params/id' }],
    })
    const list = ops.users.list({ query: { page: 0, pageSize: 101, sort: 'password' as never } })
    expect((await refusal(list)).faults?.map(({ pointer }) => pointer)).toEqual([
      '/query/page',
      '/query/pageSize',
      '/query/sort',
    ])
    const patch = ops.users.patch({ params: { id: 0 }, body: { email: 'x' } })
    expect((await refusal(patch)).faults?.map(({ pointer }) => pointer)).toEqual(['/params/id', '/body/email'])
    expect(
      (await gokart.fetch('/api/users?page=1&page=2', { headers: { cookie: await gokart.cookie('ops') } })).status,
    ).toBe(422)
  })

  it('may leave parameters of the query empty, as forms and templates send them', async () => {
    const cookie = await gokart.cookie('ops')
    for (const path of [
      '/api/postback-url?trackerId=&offerId=&advertiserId=',
      '/api/conversions?clickId=&status=&offerId=&page=',
      '/api/postbacks?clickId=&outcome=&reason=&page=',
    ]) {
      const { status } = await gokart.fetch(path, { headers: { cookie } })
      expect({ path, status }).toEqual({ path, status: 200 })
    }
  })

  it.each([
    ['GET', '/api'],
    ['GET', '/api/nothing'],
    ['DELETE', '/api/users'],
    ['POST', '/elsewhere'],
    ['GET', '/api/offers/%zz'],
    ['GET', '/assets/gone-12345678.js'],
    ['GET', '/favicon.gone'],
  ])('%s %s is not there', async (method, path) => {
    const response = await gokart.fetch(path, { method, headers: { cookie: await gokart.cookie('ops') } })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'not_found' })
  })

  it('carries the ID that a proxy gave it, unless that is not one', async () => {
    const idOf = async (id: string) => {
      const response = await gokart.fetch('/api/session', { headers: { 'x-request-id': id } })
      expect(await response.json()).toMatchObject({ requestId: response.headers.get('x-request-id') })
      return response.headers.get('x-request-id')
    }
    expect(await idOf('0af7651916cd43dd8448eb211c80319c')).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(await idOf('<b>')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('a fault of ours', () => {
  it('says nothing about itself; the log says it, with the same request ID', async () => {
    const lines: string[] = []
    const log = pino(new Writable({ write: (line, _encoding, done) => (lines.push(String(line)), done()) }))
    const own = await startGoKart({ log })
    try {
      const ops = own.as('ops')
      await ops.session.me()
      own.context.services.users.list = async () => {
        throw new Error('secret: the password of the database is hunter2')
      }
      const problem = await refusal(ops.users.list())
      expect(problem).toEqual({
        type: 'urn:gokart:problem:internal',
        code: 'internal',
        title: 'Something went wrong on our side',
        status: 500,
        requestId: expect.any(String),
      })
      const line = lines.map((text) => JSON.parse(text)).find(({ requestId }) => requestId === problem.requestId)
      expect(line).toMatchObject({ level: 50, req: { url: '/api/users' }, err: { message: /hunter2/ } })
      expect(lines.join('')).not.toContain((await own.cookie('ops')).split('=')[0] + '=')
    } finally {
      await own.close()
    }
  })

  it('is a 503 while the database is away', async () => {
    const own = await startGoKart()
    const ops = own.as('ops')
    await ops.session.me()
    await own.db.destroy()
    const response = await own.fetch('/api/session', { headers: { cookie: 'gokart=x' } })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.json()).toMatchObject({ code: 'database_unavailable' })
    await own.close()
  })
})
