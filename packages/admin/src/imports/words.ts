import { type Batch, type BatchKind, CONVERSION_COLUMNS, type ImportKind, STATUS_COLUMNS } from '@gokart/shared'
import { statusLook } from '../components/status'

export const KIND_WORDS: Record<BatchKind, string> = {
  status_import: 'Statuses',
  conversion_import: 'Conversions',
  bulk_change: 'Bulk change',
  replay: 'Replay',
}

/** What it is called in a list and over its page. */
export function nameOf({ kind, fileName, status }: Batch): string {
  if (kind === 'replay') return 'Replay of postbacks'
  return fileName ?? `Bulk change to ${statusLook(status ?? '').label.toLowerCase()}`
}

/** Where it is shown: a replay has a page of its own. */
export const pageOf = ({ kind, id }: Batch) => (kind === 'replay' ? `/postbacks/replays/${id}` : `/imports/${id}`)

interface KindHelp {
  columns: readonly string[]
  text: string
  example: string
}

/** What a file of each kind looks like. */
export const HELP: Record<ImportKind, KindHelp> = {
  status_import: {
    columns: STATUS_COLUMNS,
    text: 'Each line moves one conversion to success or rejected. Name it by conversion_id, or by click_id and cnv_conversion_id, or by cnv_conversion_id and advertiser.',
    example:
      'cnv_conversion_id,advertiser,status,reason\norder-1001,Acme,rejected,Returned\norder-1002,Acme,success,Paid',
  },
  conversion_import: {
    columns: CONVERSION_COLUMNS,
    text: 'Each line is a postback of its own time: the same rules decide on it, and what was counted is not counted again. time and gk_click_id are needed; times without an offset are in UTC.',
    example:
      'time,gk_click_id,cnv_event_id,cnv_amount,cnv_conversion_id\n2026-11-01 10:00:00,efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32,SignUp,49.90,order-1001',
  },
}
