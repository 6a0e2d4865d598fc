import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, it, vi } from 'vitest'
import { assembleSnapshot } from './parts.js'
import { createSnapshotKeeper } from './snapshot-keeper.js'
import type { SnapshotCopy } from './snapshot-text.js'

const log = pino({ level: 'silent' })
const snapshot = (version: number) =>
  assembleSnapshot(
    { version, advertisers: [], partners: [], offers: [], tokens: [], secrets: [Buffer.alloc(32)] },
    undefined,
  )

/** A file that takes copies, or refuses them. */
function rig(pauseMs: number) {
  const versions: number[] = []
  const state = { versions, refuse: false, tries: 0 }
  const save = async ({ parts }: SnapshotCopy) => {
    state.tries++
    await wait(1)
    if (state.refuse) throw new Error('the disk is full')
    versions.push(parts.version)
  }
  return { state, keeper: createSnapshotKeeper({ file: { save }, log, now: () => 1, pauseMs }) }
}

it('writes the first snapshot at once, then the latest one after the pause, and none in between', async () => {
  const { state, keeper } = rig(30)
  for (const version of [1, 2, 3, 4]) keeper.keep(snapshot(version))
  await vi.waitFor(() => expect(state.versions).toEqual([1, 4]), { timeout: 10_000 })
  await keeper.close()
  expect(state.versions).toEqual([1, 4])
})

it('writes at its end what waits for the pause', async () => {
  const { state, keeper } = rig(60_000)
  keeper.keep(snapshot(1))
  keeper.keep(snapshot(2))
  await keeper.close()
  expect(state.versions).toEqual([1, 2])
})

it('tries again what failed, without being told', async () => {
  const { state, keeper } = rig(5)
  state.refuse = true
  keeper.keep(snapshot(1))
  await vi.waitFor(() => expect(state.tries).toBeGreaterThan(2), { timeout: 10_000 })
  state.refuse = false
  await vi.waitFor(() => expect(state.versions).toEqual([1]), { timeout: 10_000 })
  await keeper.close()
  expect(state.versions).toEqual([1])
})
