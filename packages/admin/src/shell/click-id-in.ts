const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

/**
 * The click ID in pasted text: the ID itself, or the `gk_click_id` of a postback URL, else the only UUID in it.
 */
export function clickIdIn(text: string): string | undefined {
  const named = /gk_click_id=([0-9a-f-]{36})(?![0-9a-f-])/i.exec(text)?.[1]
  const all = text.match(UUID) ?? []
  const only = all.length === 1 ? all[0] : undefined
  return (named ?? only)?.toLowerCase()
}
