import { createHash } from 'node:crypto'

interface Counted {
  /** UUID text of the click. */
  readonly clickId: string
  readonly offerId: number
  /** Row number of the event. */
  readonly eventRowId: number
  /** `cnv_conversion_id`, whole. */
  readonly conversionRef: string | undefined
}

/**
 * What makes two postbacks the same conversion; a unique key of the database. With a conversion ID: that ID, per offer and
 * event, because some trackers send one transaction ID with every event of a click. Without: the click and the event.
 */
export function dedupeKey({ clickId, offerId, eventRowId, conversionRef }: Counted): Buffer {
  const identity =
    conversionRef === undefined ? ['click', clickId, eventRowId] : ['ref', offerId, eventRowId, conversionRef]
  return createHash('sha256').update(JSON.stringify(identity)).digest()
}
