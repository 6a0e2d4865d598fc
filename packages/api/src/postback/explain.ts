import {
  NearMiss,
  POSTBACK_PARAMETERS,
  REASONS,
  RULES,
  type PostbackParameter,
  type PostbackStory,
  type PostbackSummary,
  type Reason,
  type RuleResult,
} from '@gokart/shared'
import type { PostbackRow } from '../db/tables.js'
import { readClickId } from './click-id-text.js'
import { correctedUrl } from './correction/corrected-url.js'
import type { Known } from './correction/known.js'
import type { Suggestion } from './near-miss/suggestion.js'
import { parsePostback, type ParsedPostback } from './parse.js'
import { rawOfRow } from './rows.js'

/** What the log row alone tells of a postback; the rest of the story is the summary's. */
export type Explanation = Omit<PostbackStory, 'replays' | Exclude<keyof PostbackSummary, 'message' | 'remedy'>>

type Summarised = Pick<PostbackRow, 'outcome' | 'reason' | 'message' | 'remedy'>

/** What happened, and what to do: one sentence each. */
export function summarisePostback(row: Summarised): Pick<PostbackSummary, 'reason' | 'message' | 'remedy'> {
  const reason = reasonOf(row)
  if (reason === null) return { reason, message: MESSAGES[row.outcome], remedy: null }
  const rule = RULES[reason]
  const remedy = row.outcome === 'duplicate' ? null : (row.remedy ?? rule.remedy)
  return { reason, message: row.message ?? rule.message, remedy }
}

const MESSAGES: Record<PostbackRow['outcome'], string> = {
  accepted: 'It was counted as a conversion.',
  duplicate: RULES.duplicate.message,
  queued: 'It waits until its click is stored; then it is decided.',
  rejected: 'It was rejected.',
}

/**
 * The story of a log row, made from the row alone: rules run in a fixed order and the first that fails decides, so the
 * reason tells which ones passed. `known`, for the corrected URL, and `suggestions`, what the click ID may be, are what the
 * reader may know.
 */
export function explainPostback(row: PostbackRow, known: Known, suggestions: readonly Suggestion[] = []): Explanation {
  const postback = parsePostback(rawOfRow(row))
  const { message, remedy } = summarisePostback(row)
  const corrected = correctedUrl(reasonOf(row), { postback, remedy: row.remedy, suggestions, known })
  return {
    message,
    remedy,
    url: hideTokens(row.url),
    contentType: row.content_type,
    body: row.body === null ? null : hideTokens(row.body),
    userAgent: row.user_agent,
    understood: understoodOf(postback),
    notes: row.notes === null ? [] : (JSON.parse(row.notes) as string[]),
    rules: rulesOf(row),
    suggestions: suggestions.map((one) => NearMiss.parse(one)),
    correctedUrl: corrected?.url ?? null,
    correctedUrlNote: corrected?.note ?? null,
  }
}

function reasonOf(row: Pick<PostbackRow, 'reason'>): Reason | null {
  return REASONS.find((reason) => reason === row.reason) ?? null
}

function rulesOf(row: PostbackRow): RuleResult[] {
  const failed = REASONS.findIndex((reason) => reason === row.reason)
  // What is queued passed all that its click ID tells, and the rest is tried when the click is there.
  const stop = row.outcome === 'accepted' ? REASONS.length : failed < 0 ? REASONS.indexOf('unknown_click') : failed
  return REASONS.map((rule, index) => ({
    rule,
    title: RULES[rule].title,
    result: index < stop ? 'passed' : index === failed ? 'failed' : 'not_reached',
  }))
}

function understoodOf({ sent }: ParsedPostback): PostbackStory['understood'] {
  const given = POSTBACK_PARAMETERS.map((name) => ({ name, value: sent.get(name)?.trim() ?? '' }))
  return given.filter(({ value }) => value !== '').map(({ name, value }) => ({ name, value: shown(name, value) }))
}

function shown(name: PostbackParameter, value: string): string {
  if (name === 'token') return HIDDEN
  const id = name === 'gk_click_id' ? readClickId(value) : undefined
  return id?.ok ? id.id.text : value
}

const HIDDEN = '***'

/** A fingerprint of a token is nothing that a reader could use, and long. */
function hideTokens(text: string): string {
  return text.replace(/sha256:[0-9a-f]{32}(?![0-9a-f])/g, HIDDEN)
}
