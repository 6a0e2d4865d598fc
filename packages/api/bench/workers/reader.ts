/** Asks the API for reports and files, and throws away what comes, from the core of the load. */
import { get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { answerJobs } from '../worker.js'

export interface ReaderJob {
  readonly port: number
  readonly cookie: string
  /** One after the other. */
  readonly paths: readonly string[]
  /** Again and again for so long, and gone in the midst of the last one; undefined: each once. */
  readonly repeat?: {
    readonly seconds: number
    /** At the begin and at the end of it nothing is counted, s. */
    readonly margin: number
    /** An answer is looked at for so long before the next one is asked for, s. */
    readonly pause: number
  }
}

/** What came. */
export interface Read {
  readonly answers: number
  readonly lines: number
  readonly seconds: number
}

const NEWLINE = 10

answerJobs(async ({ port, cookie, paths, repeat }: ReaderJob): Promise<Read> => {
  const begun = performance.now()
  const elapsed = () => (performance.now() - begun) / 1000
  const read = { answers: 0, lines: 0 }
  const counts = () => !repeat || (elapsed() > repeat.margin && elapsed() < repeat.seconds - repeat.margin)
  const count = (what: keyof typeof read, n: number) => void (counts() && (read[what] += n))
  const gone = repeat && AbortSignal.timeout(repeat.seconds * 1000)
  const most = repeat ? Infinity : paths.length
  try {
    for (let asked = 0; asked < most; asked++) {
      await readAll({ port, path: paths[asked % paths.length]!, headers: { cookie }, signal: gone }, (chunk) =>
        count('lines', linesIn(chunk)),
      )
      count('answers', 1)
      if (repeat) await wait(repeat.pause * 1000, undefined, { signal: gone! })
    }
  } catch (error) {
    if (!gone?.aborted) throw error
  }
  return { ...read, seconds: repeat ? repeat.seconds - 2 * repeat.margin : elapsed() }
})

interface Asked {
  readonly port: number
  readonly path: string
  readonly headers: { readonly cookie: string }
  readonly signal: AbortSignal | undefined
}

function readAll({ signal, ...asked }: Asked, onData: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get({ ...asked, ...(signal ? { signal } : {}) }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${asked.path} was answered with ${answer.statusCode}`))
      answer.on('data', onData).on('end', resolve).on('error', reject)
    })
    request.on('error', reject)
  })
}

function linesIn(chunk: Buffer): number {
  let lines = 0
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines++
  return lines
}
