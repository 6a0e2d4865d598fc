import { HttpProblem } from '../http/problem.js'

/** Lets so many work at the same time in this process; others wait in line, and where the line is long they are sent away. */
export interface Turns {
  take<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>
}

export function createTurns(most: number, waiting: number, message: string): Turns {
  let running = 0
  const line: (() => void)[] = []

  function wait(signal: AbortSignal | undefined): Promise<void> {
    if (line.length >= waiting) throw new HttpProblem('too_many_requests', message)
    return new Promise((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        line.splice(line.indexOf(go), 1)
        reject(signal?.reason as Error)
      }
      line.push(go)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  return {
    async take(signal, work) {
      signal?.throwIfAborted()
      // Whoever is called from the line takes over the place of the one who left.
      if (running >= most) await wait(signal)
      else running++
      try {
        return await work()
      } finally {
        const next = line.shift()
        if (next) next()
        else running--
      }
    },
  }
}
