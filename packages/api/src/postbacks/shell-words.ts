/** The words of a command line as a POSIX shell splits it, without any expansion; a quote that is not closed ends with the text. */
export function shellWords(text: string): string[] {
  const words: string[] = []
  const line = text.replace(/\\\r?\n/g, ' ')
  const pattern = /"((?:\\[^]|[^"\\])*)"?|'([^']*)'?|\\([^])|([^\s"'\\]+)|(\s+)/g
  let word: string | undefined
  for (const [, double, single, escaped, plain, blank] of line.matchAll(pattern)) {
    if (blank === undefined) {
      word = (word ?? '') + (double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? plain ?? '')
    } else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  return word === undefined ? words : [...words, word]
}
