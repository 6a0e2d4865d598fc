import { expect, test } from 'vitest'
import { useGoKart } from '../test/harness.js'

const gokart = await useGoKart({ config: { publicUrl: 'https://go.example.com' } })

test('programs get the document, without signing in', async () => {
  const response = await gokart.fetch('/api/openapi.json')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(await response.json()).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: 'https://go.example.com' }],
    components: { securitySchemes: { session: { in: 'cookie', name: '__Host-gokart' } } },
  })
})

test('people get a page whose every part is of our own origin', async () => {
  const page = await gokart.fetch('/api/docs')
  const html = await page.text()
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self';")
  const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!)
  expect(links).toHaveLength(4)
  for (const link of links) {
    expect(link).toMatch(/^\/api\/docs\//)
    const part = await gokart.fetch(link)
    expect({ link, status: part.status }).toEqual({ link, status: 200 })
    expect((await part.arrayBuffer()).byteLength).toBeGreaterThan(100)
  }
  expect(html).not.toMatch(/<script>|<style|style=/)
})
