import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'

const SIZE = 16
const PER_PROCESS = 2_500_000
// Processes draw their node at random; here they differ for sure, at both ends of the range and in one bit.
const NODES = [0, 1, 0x2000, 0x3fff]

/**
 * What each process runs: real clock, IDs written to a file as they come. The MAC is constant, which is harder than the
 * real one: its 24 bits cannot set two IDs apart, and without its cost the counters of many milliseconds are used up.
 */
const PROGRAM = `
import { openSync, writeSync } from 'node:fs'
import { createClickIdMinter } from './click-id.mjs'
const [node, count, file] = process.argv.slice(2)
const digest = new Uint8Array(3)
const minter = createClickIdMinter({ mac: () => digest, node: Number(node), now: Date.now, startCounter: 7 })
const chunk = Buffer.alloc(${SIZE} * 50_000)
const out = openSync(file, 'w')
for (let made = 0; made < Number(count); made += 50_000) {
  for (let at = 0; at < chunk.length; at += ${SIZE}) minter.mintInto(chunk, at, 42)
  writeSync(out, chunk)
}
`

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gokart-click-id-'))
  const source = await readFile(new URL('./click-id.ts', import.meta.url), 'utf8')
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }
  await writeFile(join(folder, 'click-id.mjs'), ts.transpileModule(source, { compilerOptions: options }).outputText)
  await writeFile(join(folder, 'mint.mjs'), PROGRAM)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function mintInProcess(node: number): Promise<Buffer> {
  const file = join(folder, `ids-${node}`)
  const args = [join(folder, 'mint.mjs'), String(node), String(PER_PROCESS), file]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  expect(await once(child, 'exit')).toEqual([0, null])
  return readFile(file)
}

/** Order of the ID at `i` of `a` and the one at `j` of `b`: negative, 0 when equal, positive. */
function compare(a: Buffer, i: number, b: Buffer, j: number): number {
  for (let k = 0; k < SIZE; k++) {
    const difference = a[i + k]! - b[j + k]!
    if (difference !== 0) return difference
  }
  return 0
}

function countNotAscending(ids: Buffer): number {
  let count = 0
  for (let at = SIZE; at < ids.length; at += SIZE) {
    if (compare(ids, at - SIZE, ids, at) >= 0) count++
  }
  return count
}

/** Merges two ascending lists; an ID in both is counted. */
function countCommon(a: Buffer, b: Buffer): number {
  let [count, i, j] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const order = compare(a, i, b, j)
    if (order === 0) count++
    if (order <= 0) i += SIZE
    if (order >= 0) j += SIZE
  }
  return count
}

it('makes 10 million IDs in 4 processes, no two equal', { timeout: 120_000 }, async () => {
  const lists = await Promise.all(NODES.map(mintInProcess))
  expect(lists.map((ids) => ids.length / SIZE)).toEqual(NODES.map(() => PER_PROCESS))
  // Strictly ascending: no two equal within a process. No common one between any two processes: none at all.
  expect(lists.map(countNotAscending)).toEqual([0, 0, 0, 0])
  const common = lists.flatMap((a, i) => lists.slice(i + 1).map((b) => countCommon(a, b)))
  expect(common).toEqual([0, 0, 0, 0, 0, 0])
})

it('would see an equal one', () => {
  const id = (last: number) => Buffer.alloc(SIZE, 1).fill(last, SIZE - 1)
  expect(countNotAscending(Buffer.concat([id(1), id(2), id(2)]))).toBe(1)
  expect(countCommon(Buffer.concat([id(1), id(3), id(4)]), Buffer.concat([id(2), id(3), id(5)]))).toBe(1)
})
