import type { OfferListItem, Page } from '@gokart/shared'
import type { Actor } from '../http/actor.js'
import type { Cell, Table } from './table.js'

interface OfferColumn {
  readonly title: string
  readonly cell: (offer: OfferListItem) => Cell
  readonly opsOnly?: true
}

const COLUMNS: readonly OfferColumn[] = [
  { title: 'ID', cell: (offer) => offer.id },
  { title: 'Name', cell: (offer) => offer.name },
  { title: 'Advertiser ID', cell: (offer) => offer.advertiserId, opsOnly: true },
  { title: 'Advertiser', cell: (offer) => offer.advertiserName, opsOnly: true },
  { title: 'Status', cell: (offer) => offer.status },
  { title: 'Click link', cell: (offer) => offer.clickLink },
  { title: 'Postback URL', cell: (offer) => offer.postbackUrl },
  { title: 'Created', cell: (offer) => ({ at: offer.createdAt }) },
]

const PAGE_SIZE = 1_000

/** The list of offers, which stays small, as a table: its pages, from the first one on. */
export async function tableOfOffers(
  zone: string,
  actor: Actor,
  read: (page: { page: number; pageSize: number }) => Promise<Page<OfferListItem>>,
): Promise<Table> {
  const shown = COLUMNS.filter(({ opsOnly }) => !opsOnly || actor.role === 'ops')
  const first = await read({ page: 1, pageSize: PAGE_SIZE })

  async function* rows(): AsyncGenerator<Cell[][]> {
    for (let page = first; page.items.length > 0; page = await read({ page: page.page + 1, pageSize: PAGE_SIZE })) {
      yield page.items.map((offer) => shown.map(({ cell }) => cell(offer)))
    }
  }

  return {
    name: 'offers',
    titles: shown.map(({ title }) => title),
    total: first.total,
    totalIsExact: true,
    zone,
    rows: rows(),
  }
}
