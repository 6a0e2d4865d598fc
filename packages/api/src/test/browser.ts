/** `fetch` that keeps cookies as a browser does. `signIn` is asked once, at the first request, for the cookies to begin with. */
export function browserFetch(signIn: () => Promise<string> = async () => ''): typeof fetch {
  const jar = new Map<string, string>()
  let ready: Promise<void> | undefined

  async function begin(): Promise<void> {
    keep(await signIn())
  }

  function keep(pair: string): void {
    const [name, value = ''] = pair.split('=', 2)
    if (!name) return
    if (value === '') jar.delete(name)
    else jar.set(name, value)
  }

  return async (input, init) => {
    await (ready ??= begin())
    const headers = new Headers(init?.headers)
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(input, { ...init, headers })
    for (const cookie of response.headers.getSetCookie()) keep(cookie.split(';', 1)[0]!)
    return response
  }
}
