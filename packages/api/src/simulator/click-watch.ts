import type { LiveTest } from '@gokart/shared'
import type { TestClicks } from '../clicks/test-clicks.js'

type TestClick = LiveTest['clicks'][number]

export interface Watched {
  readonly offerId: number
  readonly from: Date
  readonly to: Date
  /** So many of the latest. */
  readonly most: number
}

/** A click may be stored a little later than its ID says. */
const LATE_MS = 15_000
/** One that came by the spool, minutes later, is found when all is looked through again. */
const LOOKS_BEFORE_ALL = 60

/** Looks for the test clicks of an offer, each time only where new ones may be: a busy offer has many real ones. */
export function createClickWatch(testClicks: Pick<TestClicks, 'latest'>, watched: Watched, clock: () => Date) {
  const { offerId, from, to, most } = watched
  let known: TestClick[] = []
  let seenTo: Date | undefined
  let looks = 0
  return async (): Promise<TestClick[]> => {
    const now = clock()
    const all = looks++ % LOOKS_BEFORE_ALL === 0 || seenTo === undefined
    const since = all ? from : new Date(Math.max(from.getTime(), seenTo!.getTime() - LATE_MS))
    const found = await testClicks.latest(offerId, { from: since, to }, most)
    seenTo = now
    const fresh = new Map([...known, ...found].map((click) => [click.clickId, click]))
    known = [...fresh.values()].toSorted((a, b) => b.clickId.localeCompare(a.clickId)).slice(0, most)
    return known
  }
}
