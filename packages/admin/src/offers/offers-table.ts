import type { OfferListItem } from '@gokart/shared'
import type { Column } from '../components/table'
import { trackerName } from './tracker-name'

/** The columns of Offer Management; an advertiser's user has one advertiser only, and no column for it. */
export function offerColumns(isOps: boolean): Column<OfferListItem>[] {
  const advertiser: Column<OfferListItem> = {
    key: 'advertiserName',
    label: 'Advertiser',
    sort: 'advertiserName',
    text: (row) => row.advertiserName,
  }
  return [
    { key: 'name', label: 'Name', sort: 'name', width: isOps ? '@2xl:w-[24%]' : '@2xl:w-[38%]' },
    ...(isOps ? [advertiser] : []),
    { key: 'trackerId', label: 'Tracker', from: 'md', text: trackerName },
    { key: 'status', label: 'Status', sort: 'status', width: '@2xl:w-21', narrow: 'side' },
    { key: 'clicksToday', label: 'Clicks today', align: 'right', width: '@2xl:w-26' },
    { key: 'conversionsToday', label: 'Conversions today', align: 'right', width: '@2xl:w-36' },
    {
      key: 'createdAt',
      label: 'Created',
      sort: 'createdAt',
      first: 'desc',
      width: '@2xl:w-30',
      from: 'ml',
      narrow: 'none',
    },
    { key: 'link', label: 'Link', width: '@2xl:w-13', narrow: 'side' },
  ]
}
