import { parseClickId } from '@gokart/shared/click-id'
import type { Snapshot } from '../snapshot/snapshot.js'
import type { StoredClick } from './case.js'
import type { Identity } from './identify.js'
import { createJudge, type Judge, type RecorderDeps } from './judge.js'
import { NOTHING } from './look-up.js'
import type { Looked } from './understand.js'

/** The snapshot as an advertiser's user may know it: own offers, own tokens, nobody else. Null: all of it. */
export function scopeOf(snapshot: Snapshot, advertiserId: number | null): Snapshot {
  if (advertiserId === null) return snapshot
  const only = <K, V>(all: ReadonlyMap<K, V>, own: (value: V) => boolean) =>
    new Map([...all].filter(([, value]) => own(value)))
  const isOwn = (one: { advertiserId: number }) => one.advertiserId === advertiserId
  return {
    ...snapshot,
    offersById: only(snapshot.offersById, isOwn),
    offersByKey: only(snapshot.offersByKey, isOwn),
    advertisersById: only(snapshot.advertisersById, ({ id }) => id === advertiserId),
    tokens: only(snapshot.tokens, isOwn),
  }
}

/**
 * The rules for somebody who may know the scope alone, to explain and never to record. What belongs to others reads as what is not
 * there: a click of theirs, their token, and also a click ID that names their offer, whether its check value is right or not.
 */
export function createScopedJudge(
  deps: Omit<RecorderDeps, 'snapshot'>,
  scope: Snapshot,
  advertiserId: number | null,
): Judge {
  const rules = createJudge({ ...deps, snapshot: { current: () => scope } })
  if (advertiserId === null) return rules
  const isOwn = ({ offerId }: StoredClick) => offerId !== null && scope.offersById.has(offerId)
  const seen = (looked: Looked) => (looked.click && !isOwn(looked.click) ? NOTHING : looked)
  return {
    understand(raw) {
      const understood = rules.understand(raw)
      return understood && { ...understood, identity: identityIn(scope, understood.identity) }
    },
    needs: (understood, looked) => rules.needs(understood, seen(looked)),
    judge: (understood, looked) => rules.judge(understood, seen(looked)),
  }
}

function identityIn({ offersById }: Snapshot, identity: Identity): Identity {
  if (identity.kind !== 'signed' && identity.kind !== 'forged') return identity
  const parsed = parseClickId(identity.text)
  if (!parsed.ok || !parsed.ours || offersById.has(parsed.offerNumber)) return identity
  const { text, bytes, notes } = identity
  return { kind: 'foreign', text, bytes, notes }
}
