/** Runs a statement in an open transaction that reads committed: of a hot connection (`query`) or of knex (`raw`). */
export type Sql = (text: string, values: unknown[]) => Promise<readonly [unknown, ...unknown[]]>
