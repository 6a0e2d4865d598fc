const GROUPS = 256

/** The group that an offer is in. */
export const offerGroup = (offerId: number): number => offerId % GROUPS

/**
 * The column that the key of clicks by offer begins with; then come the time and the offer. So new clicks go to the ends of 256 groups, whose pages
 * stay in the caches, and not to those of thousands of offers. Whoever looks for the clicks of an offer passes over those of its group.
 */
export const OFFER_GROUP = { column: 'offer_group', of: (offerId: unknown) => offerGroup(Number(offerId)) } as const
