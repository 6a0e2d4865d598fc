import type { ClickStory, StatusChange, StoryBatch, StoryConversion, StoryPostback } from '@gokart/shared'

/** What followed a click, in the order of time. */
export type StoryEntry = { at: string; key: string } & (
  | { kind: 'postback'; postback: StoryPostback }
  | { kind: 'conversion'; conversion: StoryConversion }
  | { kind: 'change'; change: StatusChange; conversion: StoryConversion }
  | { kind: 'batch'; batch: StoryBatch }
)

/** Of what happened in the same moment, the cause stands first: the postback, what it made, what became of that. */
const ORDER: Record<StoryEntry['kind'], number> = { postback: 0, conversion: 1, change: 2, batch: 3 }

export function timelineOf({ postbacks, conversions, batches }: ClickStory): StoryEntry[] {
  const entries: StoryEntry[] = [
    ...postbacks.map((postback) => ({
      kind: 'postback' as const,
      key: postback.id,
      at: postback.receivedAt,
      postback,
    })),
    ...conversions.map((conversion) => ({
      kind: 'conversion' as const,
      key: conversion.id,
      at: conversion.convertedAt,
      conversion,
    })),
    ...conversions.flatMap((conversion) =>
      conversion.changes.map((change, index) => ({
        kind: 'change' as const,
        key: `${conversion.id} ${index}`,
        at: change.at,
        change,
        conversion,
      })),
    ),
    ...batches.map((batch) => ({
      kind: 'batch' as const,
      key: `${batch.kind} ${batch.batchId} ${batch.at} ${batch.line}`,
      at: batch.at,
      batch,
    })),
  ]
  return entries.toSorted((a, b) => a.at.localeCompare(b.at) || ORDER[a.kind] - ORDER[b.kind])
}
