import { z } from 'zod'

/**
 * What a text that is no known click ID may be. `other_parameter`: the ID came under another name. `wrapped`, `encoded`,
 * `rewritten`: the ID is in it, with something around it, encoded, or with other capitals and dashes. `cut`: a part of it
 * is missing. `typo`: a character or two are wrong. `other_advertiser`: a click, but not of the advertiser who sends.
 * `macro`: a tracker's macro without a value. `platform_id`: an ID in the form of another system.
 */
export const NearMissKind = z.enum([
  'other_parameter',
  'wrapped',
  'encoded',
  'rewritten',
  'cut',
  'typo',
  'other_advertiser',
  'macro',
  'platform_id',
])
export type NearMissKind = z.infer<typeof NearMissKind>

/** One suggestion; lists of them have the likeliest first. */
export const NearMiss = z.object({
  kind: NearMissKind,
  /** One sentence: what it may be. */
  message: z.string(),
  /** One sentence: what to do. */
  remedy: z.string(),
  /** The click ID that was probably meant, where one can be told. */
  clickId: z.string().nullable(),
})
export type NearMiss = z.infer<typeof NearMiss>
