import type { Pair } from './pairs.js'

const TOKEN = /\s*(?:([{}[\],:])|("[^"\\]*(?:\\[^][^"\\]*)*")|([^\s{}[\],:"]+))/y

/**
 * The names and values of a JSON text, numbers as their literal text: `JSON.parse` would make 49.90 to 49.9, and lose
 * which of two equal names came first. Reads as far as it can; whether the text is valid JSON is asked elsewhere.
 */
export function jsonPairs(text: string): Pair[] {
  const pairs: Pair[] = []
  const token = new RegExp(TOKEN)
  let depth = 0
  let name: string | undefined
  let last = ''
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [whole, mark, string, bare] = match
    const start = match.index + whole.length - whole.trimStart().length
    const end = token.lastIndex
    if (mark === '{' || mark === '[') depth++
    else if (mark === '}' || mark === ']') depth--
    else if (mark === undefined && last === ':' && name !== undefined) {
      const value = string === undefined ? (bare === 'null' ? '' : bare!) : unquote(string)
      pairs.push({ name, value, start, end, top: depth === 1 })
    }
    if (mark !== ':') name = string === undefined || last === ':' ? undefined : unquote(string)
    last = mark ?? ''
  }
  return pairs
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch {
    return text.slice(1, -1)
  }
}
