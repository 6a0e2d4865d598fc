/** What a link parameter of a tracker can hold. */
export interface FieldRule {
  /** In characters; the rest is cut off. */
  longest?: number
  /** Matches each character that is dropped. */
  drops?: RegExp
  /** GUIDs are taken out of the value. */
  dropsIds?: true
}

/** What is published of how a tracker keeps and sends values, beside its entry in the catalogue. */
export interface Behaviour {
  /** Of each link parameter that has no rule of its own in `fields`. */
  everyField?: FieldRule
  fields?: Readonly<Record<string, FieldRule>>
  /** Link parameters are read in exactly these capitals. */
  exactNames?: true
  /** What a macro becomes that the tracker does not know. Absent: it stays as it is written. */
  unknownMacros?: 'empty'
  /** Parameters of the postback that have no value are left out. */
  dropsEmpty?: true
  /** Values of the link go into the postback without being percent-encoded. */
  rawFields?: true
  /** The conversion ID that it sends is its own click ID: the same for each event of a click. */
  ownIdAsConversionId?: true
  /** How often a postback is sent again that was not answered with 200. */
  retries?: { times: number; everyMs: number }
}

const MINUTE = 60_000

/** By ID of the tracker. From the sources of its entry; where nothing was found nothing stands here, and no limit is assumed. */
const BEHAVIOUR: Readonly<Record<string, Behaviour>> = {
  adgatemedia: { fields: { s1: { longest: 255 } }, retries: { times: 5, everyMs: 5 * MINUTE } },
  adjust: { dropsEmpty: true },
  affise: { everyField: { longest: 255 } },
  altercpa: { everyField: { longest: 255 } },
  ayet: { retries: { times: 12, everyMs: 5 * MINUTE } },
  bitlabs: { fields: { uid: { longest: 65 } } },
  branch: { unknownMacros: 'empty' },
  cake: { everyField: { longest: 100 }, fields: { s1: { longest: 50 } } },
  // https://support.clickbank.com/hc/en-us/articles/220365867: letters, digits and underscores.
  clickbank: { fields: { tid: { longest: 100, drops: /\W/g } } },
  everflow: { ownIdAsConversionId: true },
  impact: { fields: { sharedid: { longest: 255 } }, rawFields: true },
  linktrust: { fields: { SID: { longest: 500, drops: /[^A-Za-z0-9-]/g, dropsIds: true } } },
  mmwall: { retries: { times: 10, everyMs: MINUTE } },
  partnerize: { fields: { pubref: { longest: 256 } } },
  posh_partners: { fields: { promo: { longest: 255 } } },
  rakuten: { fields: { u1: { longest: 72, drops: /[^A-Za-z0-9]/g } }, exactNames: true },
}

/** What is known of a tracker's ways; empty where nothing is. */
export function behaviourOf(trackerId: string): Behaviour {
  return BEHAVIOUR[trackerId] ?? NOTHING_KNOWN
}

const NOTHING_KNOWN: Behaviour = {}

/** Trackers of which something is known. */
export const KNOWN_WAYS: readonly string[] = Object.keys(BEHAVIOUR)
