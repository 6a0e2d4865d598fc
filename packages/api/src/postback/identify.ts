import { verifyClickId, type Mac } from '@gokart/shared/click-id'
import { readClickId, type ClickIdFault } from './click-id-text.js'

/**
 * Whose click ID it is. `signed`: minted by GoKart, as its MAC tells. `forged`: our layout without a MAC of any key.
 * `foreign`: a UUID of another kind, maybe an imported click.
 */
export type Identity =
  | ({ readonly kind: 'unreadable' } & Omit<ClickIdFault, 'ok'>)
  | (ReadableId & { readonly kind: 'forged' | 'foreign' })
  | (ReadableId & { readonly kind: 'signed'; readonly offerId: number; readonly clickedAt: Date })

interface ReadableId {
  readonly text: string
  readonly bytes: Buffer
  readonly notes: readonly string[]
}

/** `macs`: one for each key that was ever used, the newest first. */
export function identify(clickId: string | undefined, macs: readonly Mac[]): Identity {
  const read = readClickId(clickId)
  if (!read.ok) {
    const { ok: _, ...fault } = read
    return { kind: 'unreadable', ...fault }
  }
  const { id, notes } = read
  const readable = { text: id.text, bytes: Buffer.from(id.bytes), notes }
  if (!id.ours) return { kind: 'foreign', ...readable }
  if (!verifyClickId(id.bytes, macs)) return { kind: 'forged', ...readable }
  return { kind: 'signed', ...readable, offerId: id.offerNumber, clickedAt: new Date(id.timeMs) }
}
