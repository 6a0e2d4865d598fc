import { hash } from 'node:crypto'

export interface Counted {
  /** UUID text of the click. */
  readonly clickId: string
  readonly offerId: number
  /** Row number of the event. */
  readonly eventRowId: number
  /** `cnv_conversion_id`, whole. */
  readonly conversionRef: string | undefined
  /** A test must not take the place of a real conversion with the same ID, nor of another test. */
  readonly test?: boolean
}

/**
 * What makes two postbacks the same conversion; a unique key of the database. With a conversion ID: that ID, per offer and
 * event, because some trackers send one transaction ID with every event of a click. Without: the click and the event.
 */
export function dedupeKey(counted: Counted): Buffer {
  return hash('sha256', JSON.stringify(identityOf(counted)), 'buffer')
}

function identityOf({ clickId, offerId, eventRowId, conversionRef, test = false }: Counted): readonly unknown[] {
  if (conversionRef === undefined) return ['click', clickId, eventRowId]
  return test ? ['test', clickId, eventRowId, conversionRef] : ['ref', offerId, eventRowId, conversionRef]
}
