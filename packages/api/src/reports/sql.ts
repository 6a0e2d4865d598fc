/** A piece of SQL with what is bound in it. */
export interface Sql {
  readonly sql: string
  readonly bindings: readonly (string | number | Buffer | Date)[]
}

export const sqlOf = (sql: string, ...bindings: Sql['bindings']): Sql => ({ sql, bindings })

export const joinSql = (pieces: readonly Sql[], between: string): Sql => ({
  sql: pieces.map(({ sql }) => sql).join(between),
  bindings: pieces.flatMap(({ bindings }) => bindings),
})
