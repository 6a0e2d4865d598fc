/** What one of the processes that share a port says about itself. */
export interface BoardEntry<Status> {
  /** 0 in a single process, else the number of the worker, from 0. */
  readonly slot: number
  readonly pid: number
  /** When it said so, Unix ms. A worker that hangs is seen by this growing old. */
  readonly at: number
  readonly status: Status
}

/** Where the processes that share a port tell each other how they are. A status is plain JSON. */
export interface StatusBoard<Status> {
  /** Puts this in place of what the process said before; to be called about once a second. The others know within a second. */
  publish(status: Status): void
  /** The last word of every process that lives, by slot. One that did not say anything yet is not there. */
  all(): readonly BoardEntry<Status>[]
}

/** The board of a process that has its port for itself: it shows its own status. */
export function createLocalBoard<Status>(now: () => number = Date.now): StatusBoard<Status> {
  let own: BoardEntry<Status> | undefined
  return {
    publish(status) {
      own = { slot: 0, pid: process.pid, at: now(), status }
    },
    all: () => (own ? [own] : []),
  }
}
