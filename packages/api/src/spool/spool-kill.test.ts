import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSpool } from './spool.js'

const CHILD = fileURLToPath(new URL('../test/spool-child.ts', import.meta.url))
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gokart-spool-'))
})
afterEach(() => rm(folder, { recursive: true }))

interface ChildSettings {
  /** Killed when so many records are acknowledged. */
  after: number
  /** Number of its first record. */
  first?: number
  segmentBytes: number
  /** Largest file that it may write, in blocks of 512 bytes. */
  fileLimit?: number
}

interface Said {
  acknowledged: number[]
  refused: number[]
}

/** Starts a process that appends, ends it with kill -9, and returns what it said. */
function killed({ after, first = 0, segmentBytes, fileLimit }: ChildSettings): Promise<Said> {
  const node = [
    process.execPath,
    '--import',
    'tsx',
    '--conditions=source',
    CHILD,
    folder,
    `${first}`,
    `${segmentBytes}`,
  ]
  const limit = fileLimit === undefined ? '' : `ulimit -f ${fileLimit}; `
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...node], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (output.split('\n').length > after) child.kill('SIGKILL')
  })
  return new Promise((resolve) => {
    child.on('close', () => {
      const lines = output.split('\n').slice(0, -1)
      const [refused, acknowledged] = [true, false].map((is) => lines.filter((line) => line.startsWith('!') === is))
      resolve({ acknowledged: acknowledged!.map(Number), refused: refused!.map((line) => Number(line.slice(1))) })
    })
  })
}

async function drained(): Promise<number[]> {
  const spool = await openSpool({ folder, log: pino({ level: 'silent' }) })
  const all: number[] = []
  await spool.drain(
    async (records) => void all.push(...records.map((record) => Number.parseInt(record.toString(), 10))),
  )
  await spool.close()
  return all
}

/** All that was acknowledged is there, once and in order. More may be: what was on its way when the process died. */
function expectKept(kept: number[], acknowledged: number[]): void {
  expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b))
  const known = new Set(kept)
  expect(acknowledged.filter((number) => !known.has(number))).toEqual([])
}

describe('a process that appends', { timeout: 60_000 }, () => {
  it('and is killed with -9 again and again loses no acknowledged record', async () => {
    const acknowledged: number[] = []
    for (const after of [50, 400, 900]) {
      const said = await killed({ after, first: (acknowledged.at(-1) ?? 0) + 1_000, segmentBytes: 20_000 })
      acknowledged.push(...said.acknowledged)
    }
    expect(acknowledged.length).toBeGreaterThan(1_300)
    expectKept(await drained(), acknowledged)
  })

  it('and meets a full disk in the middle of a record refuses that one and goes on', async () => {
    const { acknowledged, refused } = await killed({ after: 1_000, segmentBytes: 2 ** 30, fileLimit: 64 })
    expect(refused.length).toBeGreaterThan(2)
    const kept = await drained()
    expectKept(kept, acknowledged)
    expect(kept.filter((number) => refused.includes(number))).toEqual([])
    // At the most what was being written when it was killed.
    expect((await readdir(folder)).filter((name) => name.endsWith('.torn')).length).toBeLessThanOrEqual(1)
  })
})
