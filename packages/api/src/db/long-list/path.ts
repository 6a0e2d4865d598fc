export type Value = string | number | Buffer | Date

/** `column` is one of `values`. `common`: nearly all rows are, so that it costs nothing to step over the others. */
export interface Condition {
  readonly column: string
  readonly values: readonly Value[]
  readonly common?: boolean
}

/** From `from` to before `to`, of the time of the rows. */
export interface Range {
  readonly column: string
  readonly from?: Value | undefined
  readonly to?: Value | undefined
}

/** A way through a table: entries of an index with the same `prefix` stand in the order of the list. */
export interface Path {
  readonly index: string
  readonly prefix: readonly string[]
  /** A column that the index begins with, and what it has for a value of the first one of `prefix`, which stands behind the order then. */
  readonly group?: { readonly column: string; readonly of: (value: Value) => Value }
  /** Columns behind the order in the index: a filter on them reads no row. */
  readonly covers?: readonly string[]
  /** What has the prefix is named by it, and is little: no limit on what is looked at, and sorted where its order is another one. */
  readonly named?: boolean
  /** Most entries that are looked at in one request for filters; BUDGET where it is not given. */
  readonly budget?: number
}

/** How a list is read: along a path, with filters that are looked at on the way. */
export interface Scan {
  readonly index: string
  /** Each a part of the index that is in order by itself. */
  readonly branches: readonly (readonly Condition[])[]
  /** The same in one: for what needs no order. */
  readonly prefix: readonly Condition[]
  readonly filters: readonly Condition[]
  /** Most entries that are looked at in one request; undefined where each of them is a row of the list. */
  readonly budget: number | undefined
}

/** Most entries of an index that are looked at, or rows that are read for them. Measured: some 20 ms each on two cores. */
const BUDGET = { entries: 20_000, rows: 4_000 } as const
const MOST_BRANCHES = 50

/** The first path of which all conditions are given. The last one must need none. */
export function scanAlong(paths: readonly Path[], conditions: readonly Condition[], range: Range | undefined): Scan {
  const given = new Map(conditions.map((condition) => [condition.column, condition]))
  const path = paths.find(({ prefix }) => isUsable(prefix.map((column) => given.get(column))))
  if (!path) throw new Error('A list needs a path without conditions')
  const prefix = path.prefix.map((column) => given.get(column)!)
  const filters = conditions.filter(({ column }) => !path.prefix.includes(column))
  const looked = [
    ...filters.filter(({ common }) => !common).map(({ column }) => column),
    ...(range ? [range.column] : []),
  ]
  return {
    index: path.index,
    prefix: grouped(path, prefix),
    filters,
    branches: branchesOf(prefix).map((branch) => grouped(path, branch)),
    budget: path.named ? undefined : budgetOf(path, looked),
  }
}

function isUsable(prefix: readonly (Condition | undefined)[]): prefix is Condition[] {
  return prefix.every(Boolean) && prefix.reduce((product, one) => product * one!.values.length, 1) <= MOST_BRANCHES
}

function branchesOf(prefix: readonly Condition[]): (readonly Condition[])[] {
  return prefix.reduce<(readonly Condition[])[]>(
    (branches, { column, values }) =>
      branches.flatMap((branch) => values.map((value) => [...branch, { column, values: [value] }])),
    [[]],
  )
}

function grouped({ group }: Path, conditions: readonly Condition[]): readonly Condition[] {
  const [first] = conditions
  if (!group || !first) return conditions
  return [{ column: group.column, values: [...new Set(first.values.map(group.of))] }, ...conditions]
}

function budgetOf({ covers = [], budget }: Path, looked: readonly string[]): number | undefined {
  if (looked.length === 0 || budget !== undefined) return looked.length === 0 ? undefined : budget
  return looked.every((column) => covers.includes(column)) ? BUDGET.entries : BUDGET.rows
}
