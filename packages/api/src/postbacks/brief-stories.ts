import { STORY_LIMITS, type StoryPostback } from '@gokart/shared'
import { advertiserScope, type Actor } from '../http/actor.js'
import { nothingKnown } from '../postback/correction/known.js'
import { explainPostback } from '../postback/explain.js'
import { cut } from '../postback/text.js'
import { presentPostbackSummary } from './postback.presenter.js'
import type { PostbackRecord } from './postback.repo.js'
import type { createStoryteller } from './story.js'

type Corrected = Pick<StoryPostback, 'correctedUrl' | 'correctedUrlNote'>
const NOTHING: Corrected = { correctedUrl: null, correctedUrlNote: null }

/** Postbacks that are parts of a longer story. What would have been right takes queries, so only the latest rejected ones have it. */
export function createBriefStories(tell: ReturnType<typeof createStoryteller>) {
  return async (rows: readonly PostbackRecord[], actor: Actor): Promise<StoryPostback[]> => {
    const reader = { advertiserId: advertiserScope(actor, undefined) ?? null, insider: true }
    const rejected = rows.filter(({ outcome }) => outcome === 'rejected').slice(-STORY_LIMITS.corrected)
    const corrected = new Map(await Promise.all(rejected.map(async (row) => [row, await tell(row, reader)] as const)))
    return rows.map((row) => present(row, corrected.get(row) ?? NOTHING))
  }
}

function present(row: PostbackRecord, { correctedUrl, correctedUrlNote }: Corrected): StoryPostback {
  const { url, contentType, body, userAgent, notes } = explainPostback(row, nothingKnown(''))
  const raw = { url: shorten(url), contentType, body: body === null ? null : shorten(body), userAgent }
  return { ...presentPostbackSummary(row), ...raw, notes, correctedUrl, correctedUrlNote }
}

function shorten(text: string): string {
  return text.length > STORY_LIMITS.text ? `${cut(text, STORY_LIMITS.text)}…` : text
}
