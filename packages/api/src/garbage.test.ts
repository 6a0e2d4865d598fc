import { beforeEach, expect, it, vi } from 'vitest'
import { collectWithoutThreads } from './garbage.js'

const { cores, flags } = vi.hoisted(() => ({ cores: { n: 1 }, flags: [] as string[] }))
vi.mock('node:os', () => ({ availableParallelism: () => cores.n }))
vi.mock('node:v8', () => ({ setFlagsFromString: (flag: string) => flags.push(flag) }))

beforeEach(() => void (flags.length = 0))

it.each([
  { n: 1, workers: 1, own: false },
  { n: 4, workers: 4, own: false },
  { n: 2, workers: 1, own: true },
  { n: 8, workers: 4, own: true },
])('$n cores for $workers workers: threads for garbage have one of their own: $own', ({ n, workers, own }) => {
  cores.n = n
  collectWithoutThreads(workers)
  expect(flags).toEqual(own ? [] : ['--no-concurrent-marking', '--no-parallel-scavenge'])
})
