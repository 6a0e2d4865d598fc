import type { Facts, StoredClick } from './case.js'
import type { Understood } from './understand.js'

/*
 * A simulated tracker sends at once what a real one sends minutes or weeks after the click. How long after is kept beside the
 * connection, which this process makes itself: nothing that a request holds can say it.
 */

const delays = new WeakMap<object, number>()

/** What comes over this connection is to be decided as of so many ms after its click. */
export function setAfterClick(connection: object, ms: number): void {
  delays.set(connection, ms)
}

export function afterClickOf(connection: object): { afterClickMs?: number } {
  const afterClickMs = delays.get(connection)
  return afterClickMs === undefined ? {} : { afterClickMs }
}

/**
 * The moment that the decision is of: the arrival, or of a test that a simulated tracker sent, the time at which a real one would
 * have sent it. What is stored has the time of arrival, so that no row stands in the future. A real click's is never moved.
 */
export function momentOf(
  { raw, identity }: Understood,
  click: StoredClick | undefined,
  now: Date,
): Pick<Facts, 'receivedAt' | 'now' | 'simulated'> {
  const test = click ? click.test === true : raw.testOf !== undefined
  const clickedAt = click?.clickedAt ?? (identity.kind === 'signed' ? identity.clickedAt : undefined)
  if (!test || raw.afterClickMs === undefined || !clickedAt) return { receivedAt: new Date(raw.receivedAt), now }
  const receivedAt = new Date(clickedAt.getTime() + raw.afterClickMs)
  return { receivedAt, now: receivedAt > now ? receivedAt : now, simulated: true }
}
