import { STATUS_MOVES, type ConversionStatus } from '@gokart/shared'
import { beforeEach, describe, expect, test } from 'vitest'
import { bytesToUuid } from '../db/uuid.js'
import type { Actor } from '../http/actor.js'
import { clean, testDatabase } from '../test/database.js'
import { createFactories } from '../test/factories.js'
import { createConversionService } from './conversion.service.js'

const { db } = await testDatabase()
const make = createFactories(db)
const at = new Date('2026-11-22T12:00:00.123Z')
const service = createConversionService({ db, clock: () => at, offers: { idsNamed: async () => [] } })

async function opsActor(): Promise<Actor> {
  const { id, email } = await make.user()
  return { userId: id, email, role: 'ops', advertiserId: null, sessionId: 1 }
}

beforeEach(clean)

describe('the status of a conversion', () => {
  const all = Object.keys(STATUS_MOVES) as ConversionStatus[]
  const moves = all.flatMap((from) => all.map((to) => ({ from, to, allowed: STATUS_MOVES[from].includes(to) })))

  test.each(moves)('$from -> $to: allowed $allowed', async ({ from, to, allowed }) => {
    const actor = await opsActor()
    const { id } = await make.conversion({ status: from })
    const move = service.changeStatus(bytesToUuid(id), { status: to, reason: 'Checked by hand' }, actor)
    if (allowed) {
      const change = { from, to, reason: 'Checked by hand', by: actor.email, at: at.toISOString() }
      expect(await move).toMatchObject({ status: to, changes: [change] })
    } else {
      await expect(move).rejects.toMatchObject({ code: 'conflict' })
      expect(await db('conversions').where({ id }).first()).toMatchObject({ status: from })
      expect(await db('conversion_changes')).toEqual([])
    }
  })

  test('several changes at once are made one after the other, each from the status that is there', async () => {
    const actor = await opsActor()
    const { id } = await make.conversion({ status: 'pending' })
    const wanted: ConversionStatus[] = ['success', 'rejected', 'success', 'rejected']
    const settled = await Promise.allSettled(
      wanted.map((to, index) =>
        service.changeStatus(bytesToUuid(id), { status: to, reason: `Attempt ${index}` }, actor),
      ),
    )
    const codes = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    const changes = await db('conversion_changes').where({ conversion_id: id }).orderBy('id')
    // Whoever comes after another may find a move that is allowed from there.
    expect(changes.length).toBe(settled.length - codes.length)
    expect(codes.every((code) => code === 'conflict')).toBe(true)
    let status = 'pending'
    for (const change of changes) {
      expect(change.from_status).toBe(status)
      status = change.to_status
    }
    expect(await db('conversions').where({ id }).first()).toMatchObject({ status })
  })

  test('a change waits for the one before it, and says so where it saw another status', async () => {
    const actor = await opsActor()
    const { id } = await make.conversion({ status: 'pending' })
    const blocker = await db.transaction()
    await blocker('conversions').where({ id }).update({ status: 'rejected' })
    const late = service.changeStatus(
      bytesToUuid(id),
      { status: 'success', reason: 'Too late', from: 'pending' },
      actor,
    )
    const refusal = late.catch((error: unknown) => error)
    await untilBlocked()
    await blocker.commit()
    expect(await refusal).toMatchObject({ code: 'stale_version', detail: 'The conversion is rejected by now.' })
    expect(await db('conversion_changes')).toEqual([])
  })

  test('that is no longer pending is due no more', async () => {
    const actor = await opsActor()
    const { id } = await make.conversion({ status: 'pending', due_at: new Date(at.getTime() + 1) })
    await service.changeStatus(bytesToUuid(id), { status: 'rejected', reason: 'Returned' }, actor)
    expect(await db('conversions').where({ id }).first()).toMatchObject({ status: 'rejected', due_at: null })
  })
})

/** Resolves when a statement of this schema waits for the row. */
async function untilBlocked(): Promise<void> {
  for (;;) {
    const [rows] = await db.raw(
      "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%for update%' AND info LIKE 'select `id`, `status`%'",
    )
    if (rows.length > 0) return
  }
}
