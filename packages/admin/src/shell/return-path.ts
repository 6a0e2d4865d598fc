const ORIGIN = 'http://admin.invalid'

/** The page to go to after signing in: a path of this origin, else home. Nothing in it can lead to another site. */
export function safeReturnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, ORIGIN)) return '/'
  const url = new URL(wanted, ORIGIN)
  if (url.origin !== ORIGIN || url.pathname.startsWith('//') || url.pathname === '/sign-in') return '/'
  return url.pathname + url.search + url.hash
}
