import { parseClickId, verifyClickId, type Mac } from '@gokart/shared/click-id'

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g

/** The click ID that GoKart put into a location for this offer; null where there is none. */
export function ownClickId(location: string, offerId: number, macs: readonly Mac[]): string | null {
  const own = (location.match(UUID) ?? []).find((text) => {
    const id = parseClickId(text)
    return id.ok && id.ours && id.offerNumber === offerId && verifyClickId(id.bytes, macs)
  })
  return own ?? null
}
