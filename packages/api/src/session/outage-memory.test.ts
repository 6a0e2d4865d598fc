import { expect, it } from 'vitest'
import { createOutageMemory } from './outage-memory.js'

const HOUR = 3_600_000
const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })

function setup() {
  const state = { away: false, answeredAt: 0, now: 0 }
  const memory = createOutageMemory<{ name: string } | undefined>({
    databaseAway: () => state.away,
    databaseAnsweredAt: () => state.answeredAt,
    now: () => state.now,
  })
  const never = () => Promise.reject(new Error('It was asked'))
  return { state, memory, ann: { name: 'ann' }, never }
}

it('while the database answers, only its word counts', async () => {
  const { memory, ann } = setup()
  expect(await memory.recall('a', async () => ann)).toBe(ann)
  expect(await memory.recall('a', async () => undefined)).toBeUndefined()
  await expect(memory.recall('a', () => Promise.reject(refused))).rejects.toMatchObject({
    code: 'database_unavailable',
  })
})

it('while it is away, what was known is told without asking it', async () => {
  const { memory, state, ann, never } = setup()
  await memory.keep('a', async () => ann)
  state.away = true
  state.now = 100 * HOUR
  expect(await memory.recall('a', never)).toBe(ann)
  await expect(memory.recall('b', never)).rejects.toMatchObject({ code: 'database_unavailable' })
})

it('a fault that tells that it is away is one that nobody knew of yet', async () => {
  const { memory, ann } = setup()
  await memory.keep('a', async () => ann)
  expect(await memory.recall('a', () => Promise.reject(refused))).toBe(ann)
  await expect(memory.recall('a', () => Promise.reject(new Error('a fault of ours')))).rejects.toThrow(
    'a fault of ours',
  )
})

it('keep tells nothing that the database does not', async () => {
  const { memory, state, ann } = setup()
  await memory.keep('a', async () => ann)
  state.away = true
  await expect(memory.keep('a', () => Promise.reject(refused))).rejects.toBe(refused)
})

it('what was last heard long before the outage is not believed', async () => {
  const { memory, state, ann, never } = setup()
  await memory.keep('a', async () => ann)
  Object.assign(state, { away: true, now: 2 * HOUR, answeredAt: HOUR })
  await expect(memory.recall('a', never)).rejects.toMatchObject({ code: 'database_unavailable' })
  state.answeredAt = HOUR - 1
  expect(await memory.recall('a', never)).toBe(ann)
})
