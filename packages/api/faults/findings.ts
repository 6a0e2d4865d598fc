/** What is wrong, with the first examples of each kind. */
export interface Findings {
  add(kind: string, example: unknown): void
  /** Notes each value that is another than it should be. */
  compare(what: string, actual: Record<string, unknown>, expected: Record<string, unknown>): void
  all(): string[]
}

const EXAMPLES = 3

export function createFindings(): Findings {
  const found = new Map<string, { times: number; examples: string[] }>()

  function add(kind: string, example: unknown): void {
    const entry = found.get(kind) ?? { times: 0, examples: [] }
    found.set(kind, entry)
    if (entry.times++ < EXAMPLES) entry.examples.push(JSON.stringify(example))
  }

  return {
    add,
    compare(what, actual, expected) {
      for (const [name, value] of Object.entries(expected)) {
        if (actual[name] !== value) add(`${what}: ${name} is wrong`, { is: actual[name] ?? null, should: value })
      }
    },
    all: () => [...found].map(([kind, { times, examples }]) => `${kind} (${times}): ${examples.join(' ')}`),
  }
}
