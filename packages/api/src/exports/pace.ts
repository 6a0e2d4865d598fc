import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'

/** Lets long work give way: clicks and postbacks are answered by the same thread. */
export interface Pace {
  /** Called between small pieces of the work. */
  rest(): Promise<void>
}

/** So long the work goes on before others have their turn, ms. */
const BURST_MS = 1
/** Of a thousand clicks and postbacks a second, the rest is so many bursts long; of ten times as many or more, ten times so. */
const RESTS = { each: 5, most: 50 } as const

/** `answered`: how many clicks and postbacks were answered so far. */
export function createPace(answered: () => number, now: () => number = () => performance.now()): Pace {
  let burst = now()
  let looked = { at: burst, answered: answered() }
  return {
    async rest() {
      const at = now()
      if (at - burst < BURST_MS) return
      const perMs = (answered() - looked.answered) / (at - looked.at)
      looked = { at, answered: answered() }
      // Where nobody else is, this costs a turn of the event loop.
      if (perMs === 0) await turn()
      else await wait(Math.min(RESTS.most, Math.ceil(RESTS.each * perMs)) * BURST_MS)
      burst = now()
    },
  }
}
