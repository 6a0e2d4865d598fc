import type { Role } from '@gokart/shared'

/** Who makes a call. `advertiserId` is null for ops, who see everything. */
export interface Actor {
  readonly userId: number
  readonly email: string
  readonly role: Role
  readonly advertiserId: number | null
  readonly sessionId: number
}

/** Ops as they are called to whoever is not one of them. */
const OPS = 'GoKart ops'

/** The name of a user of ops, as the actor may know it: the email is for ops alone. */
export function nameOfOps(actor: Actor, email: string): string {
  return actor.role === 'ops' ? email : OPS
}

/** Whether a record of this advertiser may be shown to the actor. Records without an advertiser are for ops alone. */
export function maySee(actor: Actor, advertiserId: number | null): boolean {
  return actor.role === 'ops' || (advertiserId !== null && actor.advertiserId === advertiserId)
}

/**
 * The advertiser that a list must be limited to: the actor's own, else the one asked for, else none.
 * -1 (no row has it) where an advertiser's user asks for another one's.
 */
export function advertiserScope(actor: Actor, asked: number | undefined): number | undefined {
  if (actor.role === 'ops') return asked
  const own = actor.advertiserId ?? -1
  return asked === undefined || asked === own ? own : -1
}
