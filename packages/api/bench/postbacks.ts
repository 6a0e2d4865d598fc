import { setTimeout as wait } from 'node:timers/promises'
import { withCost, type Bench, type Rate } from './bench.js'
import { openConnection, select } from './database.js'
import { REPEATED, type PostbackKind } from './load/requests.js'

/** So long, or so many. */
type Amount =
  | { readonly seconds: number; readonly count?: undefined }
  | { readonly count: number; readonly seconds?: undefined }

/** More than will be answered. */
export const MOST_PER_SECOND = 12_000

export interface PostbackApp {
  send(kind: PostbackKind, amount: Amount): Promise<Rate>
  /** The same to another server, which stores nothing in the app's tables. */
  sendTo(pid: number, port: number, amount: Amount): Promise<Rate>
  /** Throws where the database does not have each postback that was answered, with its verdict. Says how many it has. */
  check(): Promise<string>
  close(): Promise<void>
}

/** The app on a schema with these clicks. */
export async function openPostbackApp(
  bench: Bench,
  schema: string,
  clickIds: readonly string[],
  connections: number,
): Promise<PostbackApp> {
  const app = await bench.startApp(schema)
  const connection = await openConnection(bench.database.urlOf(schema))
  const answered: Record<PostbackKind, number> = { unique: 0, duplicate: 0, unknown: 0, malformed: 0 }

  const load = (pid: number, port: number, kind: PostbackKind, amount: Amount) => {
    const from = pid === app.pid ? answered[kind] : 0
    const plan = { kind, clickIds: clickIds.slice(...usedBy(kind, from, amount)), from }
    return withCost(bench, pid, () => bench.load.ask({ ...amount, plan, port, connections }))
  }

  /** In the order of the kinds, and the conversions. */
  async function stored(): Promise<number[]> {
    const [row] = await select<Record<string, string | number>>(
      connection,
      `SELECT SUM(outcome = 'accepted') AS accepted, SUM(outcome = 'duplicate') AS duplicates, SUM(reason = 'unknown_click') AS unknowns,
        SUM(reason = 'malformed_click_id') AS malformed, (SELECT COUNT(*) FROM conversions) AS conversions FROM postbacks`,
    )
    return Object.values(row!).map(Number)
  }

  return {
    async send(kind, amount) {
      const result = await load(app.pid, app.port, kind, amount)
      answered[kind] += result.answered
      return result
    },
    sendTo: (pid, port, amount) => load(pid, port, 'unique', amount),
    async check() {
      const wanted = [...Object.values(answered), answered.unique].join(' + ')
      const patience = Date.now() + 10_000 // what is in a spool comes later
      let rows = (await stored()).join(' + ')
      for (; rows !== wanted && Date.now() < patience; rows = (await stored()).join(' + ')) await wait(200)
      const text = `unique + duplicate + unknown + malformed + conversions: answered ${wanted}, stored ${rows}`
      if (rows !== wanted) throw new Error(`Postbacks were lost or doubled: ${text}`)
      bench.progress(`  ${text}`)
      return text
    },
    async close() {
      await connection.end()
      await app.stop()
    },
  }
}

/** Which clicks a load needs, so that not all of them have to travel to the sender each time. */
function usedBy(kind: PostbackKind, from: number, { seconds, count }: Amount): [begin: number, end: number] {
  if (kind === 'unique') return [from, from + (count ?? (seconds! + 1) * MOST_PER_SECOND)]
  return [0, kind === 'duplicate' ? REPEATED : 0]
}
