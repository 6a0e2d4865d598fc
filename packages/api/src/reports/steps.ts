import type { Report, ReportStep } from '@gokart/shared'
import { HttpProblem } from '../http/problem.js'

/** Hears how much of a report is read, from 0 to 1. */
export type Progress = (part: number) => void

/** Progress is told so often at the most. */
const EVERY_MS = 500

/** A report as it is made. What fails before the first step is thrown; a problem after it, such as a time limit, is the last step. */
export async function* stepsOf(make: (progress: Progress) => Promise<Report>): AsyncGenerator<ReportStep> {
  let part = 0
  const made = make((now) => {
    part = now
  }).then((report) => ({ report }))
  // A turn of waiting may end first; the fault is thrown by the turn that finds it.
  made.catch(() => undefined)
  for (let begun = false; ; begun = true) {
    let timer: NodeJS.Timeout | undefined
    const pause = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), EVERY_MS)
    })
    const done = await Promise.race([begun ? made.catch(faultOf) : made, pause]).finally(() => clearTimeout(timer))
    yield done ?? { progress: part }
    if (done) return
  }
}

function faultOf(error: unknown): ReportStep {
  if (!(error instanceof HttpProblem)) throw error
  return { fault: error.message }
}
