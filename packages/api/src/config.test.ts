import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.js'

const DATABASE_URL = 'mysql://root@127.0.0.1/gokart'

describe('the settings', () => {
  it('need nothing but a database', () => {
    expect(readConfig({ DATABASE_URL })).toEqual({
      databaseUrl: DATABASE_URL,
      host: '0.0.0.0',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      ops: { email: 'ops@gokart.local', password: undefined },
      trustProxy: [],
      logLevel: 'info',
      dataDir: '.data',
      databasePool: 10,
      workers: 1,
    })
  })

  it('are taken as they are meant', () => {
    const config = readConfig({
      DATABASE_URL,
      PORT: '8080',
      PUBLIC_URL: 'https://go.example.com/',
      OPS_EMAIL: 'Olga@Example.com',
      TRUST_PROXY: '10.0.0.0/8, ::1,',
      LOG_LEVEL: '',
    })
    expect(config).toMatchObject({
      port: 8080,
      publicUrl: 'https://go.example.com',
      ops: { email: 'olga@example.com' },
      trustProxy: ['10.0.0.0/8', '::1'],
      logLevel: 'info',
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('that are wrong are told all at once', () => {
    const wrong = {
      DATABASE_URL: 'postgres://x/y',
      PORT: '70000',
      PUBLIC_URL: 'go.example.com',
      OPS_EMAIL: 'olga',
      OPS_PASSWORD: 'short',
      TRUST_PROXY: '10.0.0.0/99',
      LOG_LEVEL: 'loud',
      DATABASE_POOL: 'many',
      WORKERS: '65',
    }
    expect(() => readConfig(wrong)).toThrow(/^The settings are not right:\n {2}DATABASE_URL must start with mysql:/)
    for (const name of Object.keys(wrong)) expect(() => readConfig(wrong)).toThrow(`\n  ${name} `)
    expect(() => readConfig({})).toThrow('DATABASE_URL is missing')
    expect(() => readConfig({ DATABASE_URL: 'mysql://root@127.0.0.1' })).toThrow('must name a database')
  })

  it.each([
    ['PUBLIC_URL', 'https://go.example.com/?a=1'],
    ['PUBLIC_URL', 'https://go.example.com#top'],
    ['PUBLIC_URL', 'https://olga:secret@go.example.com'],
    // The sign-in takes no longer one.
    ['OPS_PASSWORD', 'x'.repeat(201)],
  ])('that would break links or the first sign-in are wrong: %s=%s', (name, value) => {
    expect(() => readConfig({ DATABASE_URL, [name]: value })).toThrow(`\n  ${name} `)
  })

  it('may stand in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gokart-config-'))
    await writeFile(join(folder, 'url'), `${DATABASE_URL}\n`)
    expect(readConfig({ DATABASE_URL_FILE: join(folder, 'url') }).databaseUrl).toBe(DATABASE_URL)
    await rm(folder, { recursive: true })
    expect(() => readConfig({ DATABASE_URL_FILE: join(folder, 'url') })).toThrow('no such file')
  })
})
