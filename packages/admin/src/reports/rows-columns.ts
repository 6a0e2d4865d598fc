import type { Click, Conversion, PostbackSummary, ReportRows } from '@gokart/shared'
import type { RouteLocationRaw } from 'vue-router'
import type { Column } from '../components/table'

export type RowKind = ReportRows['kind']
export type BehindRow = Click | Conversion | PostbackSummary

const advertiser: Column<BehindRow> = {
  key: 'advertiserName',
  label: 'Advertiser',
  from: 'ml',
  narrow: 'none',
  text: (row) => row.advertiserName ?? '–',
}
const clickId: Column<BehindRow> = { key: 'clickId', label: 'Click ID', width: '@2xl:w-36', from: 'md', narrow: 'none' }
const offer: Column<BehindRow> = { key: 'offerName', label: 'Offer', text: (row) => row.offerName ?? 'Unknown offer' }
const at: Column<BehindRow> = { key: 'at', label: 'Time', width: '@2xl:w-44' }

const COLUMNS: Record<RowKind, Column<BehindRow>[]> = {
  clicks: [
    { ...at, label: 'Clicked' },
    clickId,
    offer,
    advertiser,
    {
      key: 'partnerName',
      label: 'Partner',
      from: 'lg',
      text: (row) => ('partnerName' in row ? row.partnerName : null) ?? '–',
    },
    {
      key: 'country',
      label: 'Country',
      width: '@2xl:w-20',
      text: (row) => ('country' in row ? row.country : null) ?? '–',
    },
    { key: 'device', label: 'Device', from: 'xl', narrow: 'none', text: (row) => deviceOf(row) },
  ],
  conversions: [
    { ...at, label: 'Converted' },
    offer,
    {
      key: 'event',
      label: 'Event',
      width: '@2xl:w-32',
      from: 'md',
      text: (row) => ('eventName' in row ? row.eventName : '') || '–',
    },
    advertiser,
    clickId,
    { key: 'status', label: 'Status', width: '@2xl:w-24', narrow: 'side' },
    { key: 'revenue', label: 'Revenue', align: 'right', width: '@2xl:w-28', narrow: 'side' },
  ],
  postbacks: [
    { ...at, label: 'Received' },
    { key: 'reason', label: 'Reason', width: '@2xl:w-40', narrow: 'side' },
    { key: 'message', label: 'What happened' },
    { ...offer, width: '@2xl:w-44', from: 'md', text: (row) => row.offerName ?? '–' },
    advertiser,
    clickId,
  ],
}

/** Columns of the rows behind a number; whose they are is for ops to see. */
export function columnsOf(kind: RowKind, isOps: boolean): Column<BehindRow>[] {
  return COLUMNS[kind].filter(({ key }) => isOps || key !== 'advertiserName')
}

export function timeOf(row: BehindRow): string {
  if ('createdAt' in row) return row.createdAt
  return 'convertedAt' in row ? row.convertedAt : row.receivedAt
}

/** The page of the row. */
export function pageOfRow(kind: RowKind, row: BehindRow): RouteLocationRaw {
  return `/${kind}/${'id' in row ? row.id : row.clickId}`
}

export const idOf = (row: BehindRow) => ('id' in row ? row.id : row.clickId)

function deviceOf(row: BehindRow): string {
  return ('device' in row ? [row.device, row.os, row.browser].filter(Boolean).join(' · ') : '') || '–'
}
