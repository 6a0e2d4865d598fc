const PREFIX = '/c/'

/** Whether a request target is a click link. */
export function isClickLink(target: string): boolean {
  return target.startsWith(PREFIX)
}

export interface ClickLink {
  /** '' where there is none. */
  readonly offerKey: string
  /** '' where there is none. */
  readonly partnerKey: string
  /** Without the question mark. */
  readonly query: string
}

/** Takes `/c/OFFERKEY/PARTNERKEY?query` apart. A slash at the end is forgiven; anything further makes a key that nobody has. */
export function parseClickLink(target: string): ClickLink {
  const mark = target.indexOf('?')
  const path = target.slice(PREFIX.length, mark < 0 ? undefined : mark)
  const query = mark < 0 ? '' : target.slice(mark + 1)
  const slash = path.indexOf('/')
  if (slash < 0) return { offerKey: path, partnerKey: '', query }
  const partnerKey = path.slice(slash + 1)
  return { offerKey: path.slice(0, slash), partnerKey: partnerKey.replace(/\/$/, ''), query }
}
