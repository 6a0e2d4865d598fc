/**
 * Keeps what a function made of texts that come again, between `size` and twice as many: when the younger half is full it becomes
 * the older one, and what is asked for again meanwhile moves over. A lookup is one in a Map; a list in the order of use costs more.
 */
export function remember<T>(make: (text: string) => T, size: number): (text: string) => T {
  let younger = new Map<string, T>()
  let older = younger

  return (text) => {
    const known = younger.get(text)
    if (known !== undefined) return known
    const value = older.get(text) ?? make(text)
    if (younger.size >= size) {
      older = younger
      younger = new Map()
    }
    // A copy: the text may be a part of a longer one, which would be kept with it.
    younger.set(Buffer.from(text).toString(), value)
    return value
  }
}
