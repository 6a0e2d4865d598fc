import { api, createClient, Instant, type Problem } from '@gokart/shared'
import { describe, expect, it } from 'vitest'
import { CASES, createWorld, MARK, type World } from './access-cases.js'
import { useGoKart } from './harness.js'

/*
 * The access walk: every endpoint of the contract with nobody, ops, the advertiser's own user and another advertiser's user. An
 * endpoint without a case in access-cases.ts does not compile, and fails here.
 */

const gokart = await useGoKart()

interface Answer {
  status: number
  text: string
}
interface Call {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  file?: string
}
type Step = [Call, readonly number[]]

/** Calls an endpoint by its name with a session of this user, without the types. */
function caller(group: string, name: string) {
  return async (user: { id: number } | undefined, call: Call): Promise<Answer> => {
    const cookie = user === undefined ? undefined : await gokart.cookie(user)
    const client = createClient(async ({ method, path, body, file }) => {
      const headers = { 'content-type': file?.type ?? 'application/json', ...(cookie ? { cookie } : {}) }
      const sent = file?.data ?? (body === undefined ? undefined : JSON.stringify(body))
      const response = await gokart.fetch(path, { method, headers, ...(sent ? { body: sent } : {}) })
      return { status: response.status, text: await textOf(response) }
    })
    const groups = client as unknown as Record<string, Record<string, (call: Call) => Promise<Answer>>>
    return groups[group]![name]!(call)
  }
}

/** Of a stream the beginning, with its first message. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text()
  let text = ''
  for await (const bytes of response.body!) {
    text += new TextDecoder().decode(bytes)
    if (text.includes('data: ')) break
  }
  return text
}

async function steps(group: string, name: string, world: World): Promise<Step[]> {
  await gokart.as(world.owner).session.me()
  const session = await gokart.db('sessions').where({ user_id: world.owner.id }).first('id')
  const groups = CASES as unknown as Record<string, Record<string, (world: World, session: number) => Step[]>>
  return groups[group]![name]!(world, session.id)
}

/** The same call for records that are not there. */
function absent({ params = {}, query = {}, body }: Call): Call {
  const missing = (value: unknown) => {
    if (typeof value === 'number') return 2_147_483_647
    // A moment names no record.
    return Instant.safeParse(value).success ? value : crypto.randomUUID()
  }
  const replace = (values: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, missing(value)]))
  return { params: replace(params), query: replace(query), body }
}

const withoutRequestId = (text: string) => ({ ...(JSON.parse(text) as Problem), requestId: '' })

const endpoints = Object.entries(api).flatMap(([group, calls]) =>
  Object.keys(calls).map((name) => [group, name] as const),
)

describe('who may call', () => {
  it.each(endpoints)('%s.%s', async (group, name) => {
    const world = await createWorld(gokart.make)
    const call = caller(group, name)
    for (const [input, [nobody, ops, owner, stranger]] of await steps(group, name, world)) {
      expect(await call(undefined, input)).toMatchObject({ status: nobody })
      const strangers = await call(world.stranger, input)
      expect(strangers).toMatchObject({ status: stranger })
      expect(strangers.text).not.toContain(MARK)
      if (stranger === 404) {
        const nothing = await call(world.stranger, absent(input))
        expect(withoutRequestId(strangers.text)).toEqual(withoutRequestId(nothing.text))
      }
      expect(await call(world.ops, input)).toMatchObject({ status: ops })
      expect(await call(world.owner, input)).toMatchObject({ status: owner })
    }
  })
})

describe('what ops and the owner see of the walk', () => {
  it.each([
    ['advertisers', 'list'],
    ['offers', 'list'],
    ['clicks', 'list'],
    ['conversions', 'list'],
    ['postbacks', 'list'],
  ])('%s.%s has the advertiser’s data', async (group, name) => {
    const world = await createWorld(gokart.make)
    for (const user of [world.ops, world.owner]) expect((await caller(group, name)(user, {})).text).toContain(MARK)
  })
})
