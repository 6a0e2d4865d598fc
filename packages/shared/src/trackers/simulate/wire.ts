/** Writes a filled-in URL as a request has it: without what stands behind a `#`, and what no URL may hold percent-encoded. */
export function onTheWire(url: string): string {
  const [sent = ''] = url.replace(/\p{Surrogate}/gu, '\ufffd').split('#')
  return sent.replace(/[^\x21-\x7e]|["<>\\^`]/gu, encodeURIComponent)
}

/** Percent-encodes a value once; half a surrogate pair, which has no encoding, becomes U+FFFD. */
export function encodeValue(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
}

/** As a sender does that encodes all but letters, digits and dots, twice. */
export function encodeTwice(text: string): string {
  const once = encodeValue(text).replace(/[!'()*_~-]/g, escapeAscii)
  return once.replaceAll('%', '%25')
}

function escapeAscii(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`
}

/** A URL without those parameters of its query that are empty. */
export function withoutEmpty(url: string): string {
  const { base, query } = split(url)
  return join(
    base,
    query
      .split('&')
      .filter((pair) => !pair.endsWith('='))
      .join('&'),
  )
}

/** The parameters of the query as the body of a form. */
export function asForm(url: string): { url: string; contentType: string; body: string } {
  const { base, query } = split(url)
  return { url: base, contentType: 'application/x-www-form-urlencoded', body: query }
}

/** The parameters of the query as a JSON object. */
export function asJson(url: string): { url: string; contentType: string; body: string } {
  const { base, query } = split(url)
  const body = JSON.stringify(Object.fromEntries(new URLSearchParams(query)))
  return { url: base, contentType: 'application/json', body }
}

function split(url: string): { base: string; query: string } {
  const mark = url.indexOf('?')
  return mark === -1 ? { base: url, query: '' } : { base: url.slice(0, mark), query: url.slice(mark + 1) }
}

function join(base: string, query: string): string {
  return query === '' ? base : `${base}?${query}`
}
