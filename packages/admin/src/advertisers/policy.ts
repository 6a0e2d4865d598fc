import type { Advertiser, TokenPolicy } from '@gokart/shared'
import { statusLook } from '../components/status'

export const POLICY_WORDS: Record<TokenPolicy, string> = { off: 'Off', optional: 'Optional', required: 'Required' }

export function approvalWords({ approval, pendingDays }: Pick<Advertiser, 'approval' | 'pendingDays'>): string {
  if (approval === 'manual') return 'By hand'
  if (pendingDays === 0) return 'At once'
  return `After ${pendingDays} ${pendingDays === 1 ? 'day' : 'days'} as pending`
}

/** "approved = Success, trash = Rejected". */
export function statusWordsText({ statusWords }: Pick<Advertiser, 'statusWords'>): string {
  const own = statusWords.map(({ word, status }) => `${word} = ${statusLook(status).label}`)
  return own.length > 0 ? own.join(', ') : 'None of its own'
}
