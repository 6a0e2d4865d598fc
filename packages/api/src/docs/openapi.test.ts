import { api, POSTBACK_PARAMETERS, type Endpoint } from '@gokart/shared'
import { describe, expect, test } from 'vitest'
import { createOpenApi } from './openapi.js'
import { openApiPath } from './operation.js'

const document = createOpenApi('https://go.example.com', 'gokart_session')
type Operation = {
  operationId: string
  security: unknown[]
  parameters?: { name: string; in: string; required?: boolean; schema: Record<string, unknown> }[]
  requestBody?: unknown
  responses: Record<string, unknown>
}
const operations = document.paths as Record<string, Record<string, Operation>>
const endpoints = Object.entries(api).flatMap(([group, calls]) =>
  Object.entries(calls as Record<string, Endpoint>).map(([name, call]) => ({ id: `${group}.${name}`, call })),
)

describe('the OpenAPI document', () => {
  test.each(endpoints)('has $id', ({ id, call }) => {
    const operation = operations[openApiPath(call.path)]?.[call.method.toLowerCase()]
    expect(operation?.operationId).toBe(id)
    expect(operation?.security).toEqual(call.access === 'public' ? [] : [{ session: [] }])
    expect(Object.keys(operation?.responses ?? {})).toContain(String(call.status))
    expect('401' in (operation?.responses ?? {})).toBe(call.access !== 'public' || id === 'session.signIn')
    expect('403' in (operation?.responses ?? {})).toBe(call.access === 'ops' || call.method !== 'GET')
    expect(operation?.requestBody !== undefined).toBe(call.body !== undefined || call.upload !== undefined)
  })

  test('has the addresses of visitors and trackers', () => {
    expect(operations['/c/{offerKey}/{partnerKey}']?.['get']).toBeDefined()
    expect(Object.keys(operations['/postback'] ?? {})).toEqual(['get', 'post'])
    const names = operations['/postback']?.['get']?.parameters?.map(({ name }) => name)
    expect(names).toEqual([...POSTBACK_PARAMETERS])
  })

  test('names each parameter of a path, and no operation twice', () => {
    const ids: string[] = []
    for (const [path, methods] of Object.entries(operations)) {
      for (const operation of Object.values(methods)) {
        ids.push(operation.operationId)
        const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
        const given = operation.parameters?.filter((one) => one.in === 'path').map(({ name }) => name) ?? []
        expect({ path, given }).toEqual({ path, given: wanted })
      }
    }
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('points only at what is in it', () => {
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    expect(pointers.length).toBeGreaterThan(20)
    expect(Object.keys(document.components?.schemas ?? {}).filter((name) => name.endsWith('Output'))).toEqual([])
    for (const [, name] of pointers) expect(document.components?.schemas).toHaveProperty([name!])
  })

  test('describes values as they travel', () => {
    const query = operations['/api/offers']?.['get']?.parameters ?? []
    expect(query.find(({ name }) => name === 'page')?.schema).toMatchObject({ type: 'integer', default: 1, minimum: 1 })
    expect(query.every(({ required }) => !required)).toBe(true)
    expect(document.components?.schemas?.['Offer']).toMatchObject({
      properties: {
        createdAt: { type: 'string', format: 'date-time' },
        status: { enum: expect.arrayContaining(['active']) },
      },
    })
  })
})
