import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAdoption, type Orphan } from './adoption.js'
import { createSpoolFolders, type SpoolFolders } from './spool-folders.js'

let dataDir: string
let folders: SpoolFolders
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gokart-folders-'))
  folders = createSpoolFolders(dataDir)
})
afterEach(() => rm(dataDir, { recursive: true }))

const make = async (...slots: number[]) => {
  for (const slot of slots) {
    for (const kind of ['clicks', 'postbacks'] as const) await mkdir(folders.of(slot, kind), { recursive: true })
  }
}

describe('the folders of the spools', () => {
  it('are for the first process those that a single one always had', () => {
    expect(folders.of(0, 'clicks')).toBe(join(dataDir, 'spool', 'clicks'))
    expect(folders.of(0, 'postbacks')).toBe(join(dataDir, 'spool', 'postbacks'))
    expect(folders.of(12, 'clicks')).toBe(join(dataDir, 'spool', '12', 'clicks'))
  })

  it('are found by what is on the disk, whatever else is there', async () => {
    expect(folders.slotsFrom(1)).toEqual([])
    await make(0, 1, 10, 2)
    for (const name of ['007', '100', 'x', '-1', 'backup']) await mkdir(join(dataDir, 'spool', name))
    expect(folders.slotsFrom(1)).toEqual([1, 2, 10])
    expect(folders.slotsFrom(2)).toEqual([2, 10])
  })

  it('say whether clicks wait in any but the own one', async () => {
    await make(0, 1, 2)
    expect(folders.clicksWaitBeside(0)).toBe(false)
    await writeFile(join(folders.of(0, 'clicks'), '000000000001-5.spool'), 'x')
    await writeFile(join(folders.of(1, 'clicks'), '000000000001-5.spool.torn'), 'x')
    await writeFile(join(folders.of(1, 'postbacks'), '000000000001-5.spool'), 'x')
    expect([0, 1, 2].map((slot) => folders.clicksWaitBeside(slot))).toEqual([false, true, true])
  })
})

describe('what former workers left', () => {
  const log = pino({ level: 'silent' })

  it('is opened, emptied and removed, all but what was set aside', async () => {
    await make(0, 1, 2, 3)
    await writeFile(join(folders.of(3, 'clicks'), 'refused.jsonl'), '{}')
    const left = new Map([
      [2, 2],
      [3, 1],
    ])
    const closed: number[] = []
    const open = async (slot: number): Promise<Orphan> => ({
      async drain() {
        left.set(slot, Math.max(0, left.get(slot)! - 1))
        return left.get(slot)!
      },
      close: async () => void closed.push(slot),
    })
    const adoption = createAdoption({ folders, from: 2, open, log })
    await adoption.run()
    expect(closed).toEqual([3])
    await adoption.run()
    expect(closed).toEqual([3, 2])
    expect((await readdir(join(dataDir, 'spool'))).toSorted()).toEqual(['1', '3', 'clicks', 'postbacks'])
    expect(await readdir(folders.of(3, 'clicks'))).toEqual(['refused.jsonl'])
    await adoption.run()
    expect(closed).toEqual([3, 2])
  })

  it('is tried again while somebody else has it', async () => {
    await make(1, 2)
    let inUse = true
    const opened: number[] = []
    const open = async (slot: number): Promise<Orphan> => {
      if (slot === 2 && inUse) throw new Error('in use')
      opened.push(slot)
      return { drain: async () => 1, close: async () => undefined }
    }
    const adoption = createAdoption({ folders, from: 1, open, log })
    await expect(adoption.run()).rejects.toThrow('in use')
    await expect(adoption.run()).rejects.toThrow('in use')
    inUse = false
    await adoption.run()
    expect(opened).toEqual([1, 2])
  })
})
