import type { Click, Conversion, OfferListItem, PostbackSummary } from '@gokart/shared'

/** A value of a file. Money stays a decimal text; a spreadsheet gets it as a number where it has room for all of its digits. */
export type Cell = string | number | boolean | null | Moment | Decimal
/** ISO 8601, to be written in the reader's zone. */
export interface Moment {
  readonly at: string | null
}
export interface Decimal {
  readonly decimal: string | null
}

export interface Column<Item> {
  readonly title: string
  readonly value: (item: Item) => Cell
  readonly opsOnly?: true
}

/** What files of lists have, by the names of the lists. */
export interface ListItems {
  clicks: Click
  conversions: Conversion
  postbacks: PostbackSummary
  offers: OfferListItem
}

const advertiser = [
  { title: 'Advertiser ID', value: (item: { advertiserId: number | null }) => item.advertiserId, opsOnly: true },
  { title: 'Advertiser', value: (item: { advertiserName: string | null }) => item.advertiserName, opsOnly: true },
] as const
const partner = [
  { title: 'Partner ID', value: (item: { partnerId: number | null }) => item.partnerId },
  { title: 'Partner', value: (item: { partnerName: string | null }) => item.partnerName },
] as const

export const LIST_COLUMNS: { readonly [L in keyof ListItems]: readonly Column<ListItems[L]>[] } = {
  clicks: [
    { title: 'Click ID', value: (click) => click.clickId },
    { title: 'Time', value: (click) => ({ at: click.createdAt }) },
    { title: 'Offer ID', value: (click) => click.offerId },
    { title: 'Offer', value: (click) => click.offerName },
    ...advertiser,
    ...partner,
    { title: 'Outcome', value: (click) => click.outcome },
    { title: 'Traffic', value: (click) => click.trafficClass },
    { title: 'IP', value: (click) => click.ip },
    { title: 'Country', value: (click) => click.country },
    { title: 'Device', value: (click) => click.device },
    { title: 'OS', value: (click) => click.os },
    { title: 'Browser', value: (click) => click.browser },
    { title: 'pub_click_id', value: (click) => click.pubClickId },
    { title: 'pub_member_id', value: (click) => click.pubMemberId },
  ],
  conversions: [
    { title: 'ID', value: (conversion) => conversion.id },
    { title: 'Converted', value: (conversion) => ({ at: conversion.convertedAt }) },
    { title: 'Clicked', value: (conversion) => ({ at: conversion.clickedAt }) },
    { title: 'Status', value: (conversion) => conversion.status },
    { title: 'Offer ID', value: (conversion) => conversion.offerId },
    { title: 'Offer', value: (conversion) => conversion.offerName },
    ...advertiser,
    ...partner,
    { title: 'Event ID', value: (conversion) => conversion.eventId },
    { title: 'Event', value: (conversion) => conversion.eventName },
    { title: 'Revenue', value: (conversion) => ({ decimal: conversion.revenue }) },
    { title: 'Amount', value: (conversion) => ({ decimal: conversion.amount }) },
    { title: 'Currency', value: (conversion) => conversion.currency },
    { title: 'Conversion ID', value: (conversion) => conversion.conversionId },
    { title: 'Click ID', value: (conversion) => conversion.clickId },
    { title: 'Postback ID', value: (conversion) => conversion.postbackId },
  ],
  postbacks: [
    { title: 'ID', value: (postback) => postback.id },
    { title: 'Received', value: (postback) => ({ at: postback.receivedAt }) },
    { title: 'Outcome', value: (postback) => postback.outcome },
    { title: 'Reason', value: (postback) => postback.reason },
    { title: 'Message', value: (postback) => postback.message },
    { title: 'Remedy', value: (postback) => postback.remedy },
    { title: 'Offer ID', value: (postback) => postback.offerId },
    { title: 'Offer', value: (postback) => postback.offerName },
    ...advertiser,
    { title: 'Event ID', value: (postback) => postback.eventId },
    { title: 'Click ID', value: (postback) => postback.clickId },
    { title: 'Conversion', value: (postback) => postback.conversionId },
    { title: 'Method', value: (postback) => postback.method },
    { title: 'IP', value: (postback) => postback.ip },
  ],
  offers: [
    { title: 'ID', value: (offer) => offer.id },
    { title: 'Name', value: (offer) => offer.name },
    ...advertiser,
    { title: 'Status', value: (offer) => offer.status },
    { title: 'Click link', value: (offer) => offer.clickLink },
    { title: 'Postback URL', value: (offer) => offer.postbackUrl },
    { title: 'Created', value: (offer) => ({ at: offer.createdAt }) },
  ],
}
