import type { Database } from '../db/knex.js'
import { databaseProblem } from '../db/errors.js'
import type { BatchLineRow, BatchRow } from '../db/tables.js'
import { transact } from '../db/transact.js'
import type { Logger } from '../logger.js'
import { createBatchRepo, type BatchRepo } from './batch.repo.js'
import type { LineResult, Steps } from './steps.js'

export interface RunnerDeps {
  db: Database
  log: Logger
  clock: () => Date
  steps: Record<BatchRow['kind'], Steps>
}

/** So many steps of one batch, then the others have their turn. */
const STEPS_IN_A_ROW = 20

/**
 * Takes batches on: checks the lines of new ones and runs those that were started, a few lines a transaction, with what came of
 * them written in the same one. Several processes may do it at once, and a crash loses nothing: the next turn goes on behind it.
 */
export function createBatchRunner({ db, log, clock, steps }: RunnerDeps): { run(): Promise<void> } {
  /** True where there is more to do for it. */
  function step(id: number): Promise<boolean> {
    return transact(db, async (trx) => {
      const repo = createBatchRepo(trx)
      const batch = await repo.take(id)
      if (!batch) return false
      const { atOnce, check, run } = steps[batch.kind]
      const checking = batch.state === 'checking'
      const lines = await repo.atStep(id, checking ? 0 : 1, atOnce)
      if (lines.length === 0) {
        await repo.update(id, checking ? { state: 'ready' } : { state: 'done', finished_at: clock() })
        return false
      }
      await writeResults(repo, batch, lines, await (checking ? check : run)(trx, batch, lines))
      return true
    })
  }

  async function stop(id: number, error: unknown): Promise<void> {
    log.error({ err: error, batch: id }, 'A batch was stopped by a fault')
    const repo = createBatchRepo(db)
    const [line] = [...(await repo.atStep(id, 0, 1)), ...(await repo.atStep(id, 1, 1))]
    const where = line ? `It stopped at line ${line.line}. ` : ''
    const problem = `${where}${error instanceof Error ? error.message : String(error)}`.slice(0, 500)
    await repo.move(id, ['checking', 'running'], { state: 'stopped', problem })
  }

  return {
    async run() {
      for (const id of await createBatchRepo(db).active()) {
        try {
          for (let turn = 0; turn < STEPS_IN_A_ROW && (await step(id)); turn++);
        } catch (error) {
          // The database is away or busy: the next turn of the job tries again.
          if (databaseProblem(error)) throw error
          await stop(id, error)
        }
      }
    },
  }
}

/** Lines with the same result are written together. */
async function writeResults(
  repo: BatchRepo,
  batch: BatchRow,
  lines: readonly BatchLineRow[],
  results: readonly LineResult[],
): Promise<void> {
  const groups = new Map<string, { change: Partial<BatchLineRow>; lines: number[] }>()
  lines.forEach((line, index) => {
    const change = changeOf(batch, line, results[index]!)
    const key = JSON.stringify(change)
    const group = groups.get(key) ?? { change, lines: [] }
    group.lines.push(line.line)
    groups.set(key, group)
  })
  for (const { change, lines: same } of groups.values()) await repo.writeLines(batch.id, same, change)
}

function changeOf(batch: BatchRow, line: BatchLineRow, result: LineResult): Partial<BatchLineRow> {
  const { outcome, findings = [], conversionId, reason = null } = result
  const done = batch.state === 'running'
  return {
    step: done ? 2 : 1,
    outcome,
    reason,
    findings: findings.length > 0 ? JSON.stringify(findings) : null,
    // What is known already needs no writing, so that equal results stay equal.
    ...(conversionId && !line.conversion_id?.equals(conversionId) ? { conversion_id: conversionId } : {}),
    // An order that was carried out is not kept: it may hold what people would rather not have stored twice.
    ...(done && line.payload !== null ? { payload: null } : {}),
  }
}
