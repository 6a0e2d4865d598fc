import { computed, reactive, ref, watch } from 'vue'

/** What a table needs to know of chosen rows. */
export interface RowSelection<Row> {
  /** Of the rows of this page. */
  readonly pageState: 'none' | 'some' | 'all'
  isSelected(row: Row): boolean
  /** `range`: also all rows between this one and the one before it. */
  toggle(row: Row, range: boolean): void
  togglePage(): void
  /** Names the row, for its checkbox. */
  label(row: Row): string
}

interface SelectionOptions<Row> {
  rows: () => readonly Row[]
  keyOf: (row: Row) => string
  label: (row: Row) => string
  /** What the list is narrowed to: another list has nothing of the selection. */
  scope: () => unknown
}

/** Which rows of a list are chosen: one by one, over several pages, or all that match (`isAll`). */
export function useSelection<Row>({ rows, keyOf, label, scope }: SelectionOptions<Row>) {
  const keys = ref<ReadonlySet<string>>(new Set())
  const isAll = ref(false)
  let anchor: string | undefined
  const page = computed(() => rows().map(keyOf))

  const pageState = computed(() => {
    const chosen = isAll.value ? page.value.length : page.value.filter((key) => keys.value.has(key)).length
    if (chosen === 0) return 'none'
    return chosen === page.value.length ? 'all' : 'some'
  })

  function choose(touched: readonly string[], wanted: boolean): void {
    // One that is taken out of "all that match" leaves the others of its page.
    const next = new Set(isAll.value ? page.value : keys.value)
    for (const key of touched) {
      if (wanted) next.add(key)
      else next.delete(key)
    }
    isAll.value = false
    keys.value = next
  }

  function toggle(row: Row, range: boolean): void {
    const key = keyOf(row)
    const [from, to] = [page.value.indexOf(anchor ?? ''), page.value.indexOf(key)]
    const between = page.value.slice(Math.min(from, to), Math.max(from, to) + 1)
    choose(range && from >= 0 ? between : [key], !isSelected(row))
    anchor = key
  }

  function isSelected(row: Row): boolean {
    return isAll.value || keys.value.has(keyOf(row))
  }

  function clear(): void {
    keys.value = new Set()
    isAll.value = false
    anchor = undefined
  }

  watch(() => JSON.stringify(scope()), clear)

  return reactive({
    /** Keys of the chosen ones; empty while all that match are chosen. */
    keys,
    isAll,
    pageState,
    isSelected,
    toggle,
    togglePage: () => choose(page.value, pageState.value !== 'all'),
    selectAll: () => {
      clear()
      isAll.value = true
    },
    clear,
    label,
  })
}
