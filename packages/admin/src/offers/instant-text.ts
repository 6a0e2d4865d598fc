/** What an `<input type="datetime-local">` shows of an instant: the reader's own clock, `2026-11-22T14:05`. */
export function toLocalText(instant: string | null): string {
  if (instant === null) return ''
  const moment = new Date(instant)
  const pad = (value: number) => String(value).padStart(2, '0')
  const date = [moment.getFullYear(), pad(moment.getMonth() + 1), pad(moment.getDate())].join('-')
  return `${date}T${pad(moment.getHours())}:${pad(moment.getMinutes())}`
}

/** The instant of such a text, in UTC; null where there is none. */
export function fromLocalText(text: string): string | null {
  const moment = new Date(text)
  return text === '' || Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}
