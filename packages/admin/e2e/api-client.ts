import { type Client, createClient, fetchSender } from '@gokart/shared'

/** The typed client of a signed-in user, for what a journey needs beside the browser. */
export async function apiAs(gokart: string, email: string, password: string): Promise<Client> {
  let cookie = ''
  const fetcher: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    if (cookie) headers.set('cookie', cookie)
    const response = await fetch(input, { ...init, headers })
    const set = response.headers.getSetCookie()[0]
    if (set) cookie = set.split(';')[0] ?? ''
    return response
  }
  const client = createClient(fetchSender(gokart, fetcher))
  await client.session.signIn({ body: { email, password } })
  return client
}
