import type { TestFilter } from '@gokart/shared'
import type { Condition, Value } from './path.js'

/** A condition where there is a value, none where there is not. */
export function equals(column: string, value: Value | undefined): Condition[] {
  return value === undefined ? [] : [{ column, values: [value] }]
}

/** Keeps tests out of a list, or lists them alone. `named`: the list asks for something by its ID, which may be a test. */
export function testCondition(test: TestFilter, named: boolean): Condition[] {
  if (test === 'only') return equals('test', 1)
  return named ? [] : [{ column: 'test', values: [0], common: true }]
}

/** All of them as one alternative, with a condition for each column; none where no row can have them all. */
export function together(...groups: readonly (readonly Condition[])[]): Condition[][] {
  const byColumn = new Map<string, Condition>()
  for (const condition of groups.flat()) {
    const before = byColumn.get(condition.column)
    const values = before ? inBoth(before.values, condition.values) : condition.values
    if (values.length === 0) return []
    byColumn.set(condition.column, { ...condition, values })
  }
  return [[...byColumn.values()]]
}

function inBoth(some: readonly Value[], others: readonly Value[]): Value[] {
  return some.filter((one) => others.some((other) => isSame(one, other)))
}

function isSame(one: Value, other: Value): boolean {
  return one instanceof Buffer && other instanceof Buffer ? one.equals(other) : one === other
}
