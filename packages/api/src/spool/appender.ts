import { unlink } from 'node:fs/promises'
import { appendToSegment, createSegment, type OpenSegment, type Segment } from './segment.js'

interface AppenderOptions {
  readonly folder: string
  /** Number of the first segment that it makes. */
  readonly firstNumber: number
  /** A segment that has grown to this size is sealed. */
  readonly segmentBytes: number
  readonly now: () => number
  readonly onSealed: (segment: Segment) => void
}

export interface Appender {
  /** Resolves when the framed record is on the disk. Records that come while others are written share one write and one fsync. */
  append(framed: Buffer): Promise<void>
  /** Ends the segment that is written to, so that it can be read; the next record starts a new one. */
  seal(): Promise<void>
  /** The segment that is written to. */
  active(): OpenSegment | undefined
}

interface Waiting {
  readonly framed: Buffer
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function createAppender({ folder, firstNumber, segmentBytes, now, onSealed }: AppenderOptions): Appender {
  let number = firstNumber
  let active: OpenSegment | undefined
  let waiting: Waiting[] = []
  // Whatever opens, writes or seals the active segment takes its turn.
  let turn: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>) => (turn = turn.then(work))

  async function writeWaiting(): Promise<void> {
    const group = waiting
    waiting = []
    try {
      active ??= await createSegment(folder, number++, now())
      await appendToSegment(
        active,
        group.map(({ framed }) => framed),
      )
      if (active.bytes >= segmentBytes) await seal()
      for (const { resolve } of group) resolve()
    } catch (error) {
      // What was half written goes, and nothing is ever written behind it.
      await active?.file.truncate(active.bytes).catch(ignore)
      await seal()
      for (const { reject } of group) reject(error)
    }
  }

  async function seal(): Promise<void> {
    if (!active) return
    const { file, ...segment } = active
    active = undefined
    // First, so that its records are counted at every moment.
    if (segment.records > 0) onSealed({ ...segment, done: 0 })
    // All that it holds is synced: a fault in closing it takes nothing away.
    await file.close().catch(ignore)
    if (segment.records === 0) await unlink(segment.path).catch(ignore)
  }

  return {
    append: (framed) =>
      new Promise((resolve, reject) => {
        waiting.push({ framed, resolve, reject })
        if (waiting.length === 1) void inTurn(writeWaiting)
      }),
    seal: () => inTurn(seal),
    active: () => active,
  }
}

const ignore = () => undefined
