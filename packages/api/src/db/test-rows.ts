import type { TestFilter } from '@gokart/shared'
import type { Knex } from 'knex'

/** Keeps tests out of a list, or lists them alone. `named`: the list asks for something by its ID, which may be a test. */
export function whereTest(query: Knex.QueryBuilder, column: string, test: TestFilter, named: boolean): void {
  if (test === 'only') query.where(column, 1)
  else if (!named) query.where(column, 0)
}
