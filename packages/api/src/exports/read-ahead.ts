/** What a source gives, with the next of it asked for already: it is made ready while the last one is used. */
export async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let coming = source.next()
  try {
    for (let step = await coming; !step.done; step = await coming) {
      coming = source.next()
      // Where it fails, that is heard when it is waited for, and of whoever stops before that it is not news.
      coming.catch(() => undefined)
      yield step.value
    }
  } finally {
    await source.return(undefined)
  }
}
