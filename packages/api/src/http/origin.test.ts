import { describe, expect, it } from 'vitest'
import { useGoKart } from '../test/harness.js'

const gokart = await useGoKart({ config: { publicUrl: 'https://go.example.com' } })
const { host, origin: own } = new URL(gokart.url)

describe('a change that a page asks for', () => {
  it.each([
    ['of our public address', { origin: 'https://go.example.com' }, 204],
    ['of the address in the request', { origin: own, 'sec-fetch-site': 'same-origin' }, 204],
    ['of our own, from a browser that names no origin', { 'sec-fetch-site': 'same-origin' }, 204],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }, 204],
    ['of a program', {}, 204],
    ['of another site', { origin: 'https://evil.example' }, 403],
    ['of our name on another scheme and port', { origin: 'http://go.example.com:8080' }, 403],
    ['of a name that begins like ours', { origin: 'https://go.example.com.evil.example' }, 403],
    ['of our host on another port', { origin: `http://${host.split(':')[0]}:1` }, 403],
    ['of a sandboxed frame', { origin: 'null' }, 403],
    ['of a neighbour', { 'sec-fetch-site': 'same-site' }, 403],
    ['of anywhere', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('%s', async (_page, headers, status) => {
    const cookie = await gokart.cookie('ops')
    const response = await gokart.fetch('/api/session', { method: 'DELETE', headers: { cookie, ...headers } as never })
    expect(response.status).toBe(status)
    if (status === 403) expect(await response.json()).toMatchObject({ code: 'cross_origin' })
    expect(await gokart.db('sessions').select()).toHaveLength(status === 403 ? 1 : 0)
  })

  it('is no question for reading', async () => {
    const headers = { cookie: await gokart.cookie('ops'), origin: 'https://evil.example' }
    const response = await gokart.fetch('/api/session', { headers })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
