import { expect, test } from 'vitest'
import { createFindings } from './findings.js'
import { judgeClicks } from './judge-clicks.js'
import { judgeCounters } from './judge-counters.js'
import { judgePostbacks } from './judge-postbacks.js'
import type { Tally } from './row.js'
import { judgeTotals } from './totals.js'
import { openWorld, settle, type World, type WorldSettings } from './world.js'

export interface Scenario {
  /** Makes what the world needs; what it returns is undone at the end. Throws `Skip` where the machine does not allow it. */
  readonly prepare?: () => Promise<Prepared> | Prepared
  /** What happens, under load. It may leave things broken. */
  fault(world: World): Promise<void>
  /** The only clicks that may be missing: as many as GoKart says that it lost. */
  readonly lost?: (world: World) => Promise<number>
  /** The clock of GoKart is not that of the clients. */
  readonly clockMoves?: boolean
}

export interface Prepared extends WorldSettings {
  readonly undo?: () => Promise<void> | void
}

/** The machine does not allow it. */
export class Skip extends Error {}

export function scenario(title: string, { prepare, fault, lost, clockMoves = false }: Scenario): void {
  test(`${title}`, async (context) => {
    let prepared: Prepared = {}
    try {
      prepared = (await prepare?.()) ?? {}
    } catch (error) {
      if (error instanceof Skip) context.skip(error.message)
      throw error
    }
    let world: World | undefined
    try {
      world = await openWorld(title, prepared)
      world.senders.start()
      await world.senders.more(50, 5)
      const begun = performance.now()
      await fault(world)
      const never = await settle(world)
      const { clicks, postbacks, findings } = await judge(world, clockMoves)
      const ms = Math.round(performance.now() - begun)
      context.task.meta.fault = { scenario: title, clicks, postbacks, ms }
      expect({ findings: [...never, ...findings], clicks: wrong(clicks), postbacks: wrong(postbacks) }).toEqual({
        findings: [],
        clicks: { lost: (await lost?.(world)) ?? 0, doubled: 0 },
        postbacks: { lost: 0, doubled: 0 },
      })
      expect(await world.app.stop()).toBe(0)
    } catch (error) {
      if (world) console.error(`${title}. The last lines of GoKart:\n${world.app.output()}`)
      throw error
    } finally {
      await world?.close()
      await prepared.undo?.()
    }
  })
}

async function judge(world: World, clockMoves: boolean) {
  const { ledger, spool, app } = world
  const findings = createFindings()
  const rows = await world.rows()
  const clicks = await judgeClicks(ledger.clicks, rows.clicks(), findings, clockMoves)
  const stored = { postbacks: rows.postbacks(), conversions: rows.conversions() }
  const postbacks = await judgePostbacks(ledger.postbacks, stored, findings, clockMoves)
  await rows.close()
  await judgeTotals(app.origin, world.databaseUrl, findings)
  await judgeCounters(world.databaseUrl, findings)
  const seen = spool.seen()
  return {
    clicks: { ...clicks, spooled: seen.clicks },
    postbacks: { ...postbacks, spooled: seen.postbacks },
    findings: findings.all(),
  }
}

const wrong = ({ lost, doubled }: Tally) => ({ lost, doubled })
