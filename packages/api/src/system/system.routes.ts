import type { api } from '@gokart/shared'
import type { Place } from '../cluster/place.js'
import type { Handlers } from '../http/mount.js'
import { presentSystem } from './system.presenter.js'

export interface SystemRouteDeps {
  readonly place: Pick<Place, 'board' | 'slots'>
  /** Unix ms. */
  readonly now: () => number
}

/** Nothing of it asks the database: it is looked at when that one is away. */
export function systemHandlers({ place, now }: SystemRouteDeps): Handlers<typeof api.system> {
  return {
    get: async () => presentSystem(place.board.all(), place.slots, now()),
  }
}
