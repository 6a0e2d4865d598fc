import type { Advertiser, StatusWord } from '@gokart/shared'
import type { AdvertiserRow } from './tables.js'

/** How an advertiser's postbacks are taken, beside its token. */
export type AdvertiserPolicyColumns = Pick<
  Advertiser,
  'statusWords' | 'ipAllowList' | 'always200' | 'approval' | 'pendingDays'
>

export function policyOfRow(row: AdvertiserRow): AdvertiserPolicyColumns {
  return {
    statusWords: list<StatusWord>(row.status_words),
    ipAllowList: list<string>(row.ip_allow_list),
    always200: row.always_200 === 1,
    approval: row.approval,
    pendingDays: row.pending_days,
  }
}

function list<T>(json: string | null): T[] {
  return json === null ? [] : (JSON.parse(json) as T[])
}
