import type { Report, ReportStep } from '@gokart/shared'

/** Hears how much of a report is read, from 0 to 1. */
export type Progress = (part: number) => void

/** Progress is told so often at the most. */
const EVERY_MS = 500

/** A report as it is made. */
export async function* stepsOf(make: (progress: Progress) => Promise<Report>): AsyncGenerator<ReportStep> {
  let part = 0
  const made = make((now) => {
    part = now
  }).then((report) => ({ report }))
  // A turn of waiting may end first; the fault is thrown by the turn that finds it.
  made.catch(() => undefined)
  for (;;) {
    let timer: NodeJS.Timeout | undefined
    const pause = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), EVERY_MS)
    })
    const done = await Promise.race([made, pause]).finally(() => clearTimeout(timer))
    yield done ?? { progress: part }
    if (done) return
  }
}
