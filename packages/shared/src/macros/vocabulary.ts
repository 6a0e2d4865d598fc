/** One macro: what it stands for, and a value that the admin shows in previews. */
interface MacroEntry {
  readonly description: string
  readonly example: string
}

const SUB_NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const

const subs = Object.fromEntries(
  SUB_NUMBERS.map((n) => [`pub_sub_${n}`, { description: `Partner's sub value ${n}`, example: `sub${n}` }]),
) as Record<`pub_sub_${(typeof SUB_NUMBERS)[number]}`, MacroEntry>

/**
 * Every macro that a tracking link may hold, with its description and an example value.
 * Source: product specification, "Macros in tracking links". The order is the order of presentation.
 *
 * `gk_timestamp` is in Unix **seconds** (ten digits), which is what "Unix time" means to a tracker that says no more;
 * the millisecond is in the first 48 bits of the click ID.
 */
export const MACROS = {
  gk_click_id: { description: 'The click ID; required', example: '0199c82c-c001-8005-92c4-00002a43db6d' },
  gk_offer_id: { description: 'The offer’s ID', example: '42' },
  gk_offer_name: { description: 'The offer’s name', example: 'Summer sale' },
  gk_advertiser_id: { description: 'The advertiser’s ID', example: '7' },
  gk_partner_id: { description: 'The partner’s ID; empty without a partner', example: '12' },
  gk_timestamp: { description: 'Time of the click, Unix seconds', example: '1760000000' },
  pub_click_id: { description: 'Partner’s own click ID', example: 'pc-8731' },
  pub_member_id: { description: 'Partner’s member', example: 'member-55' },
  pub_session_id: { description: 'Partner’s session', example: 'session-901' },
  ...subs,
  country: { description: 'Visitor’s country, two letters', example: 'DE' },
  device: { description: 'Visitor’s kind of device', example: 'mobile' },
  os: { description: 'Visitor’s operating system', example: 'Android' },
  browser: { description: 'Visitor’s browser', example: 'Chrome' },
  ip: { description: 'Visitor’s IP address', example: '203.0.113.9' },
  user_agent: { description: 'Visitor’s user agent', example: 'Mozilla/5.0 (Linux; Android 15)' },
  referrer: { description: 'Page that the visitor came from', example: 'https://blog.example/post' },
} as const satisfies Record<string, MacroEntry>

/** Name of a macro, without braces. */
export type MacroName = keyof typeof MACROS

/** All macro names, in order of presentation. */
export const MACRO_NAMES = Object.keys(MACROS) as readonly MacroName[]

/** True for the exact name of a macro; names are case-sensitive. */
export function isMacroName(name: string): name is MacroName {
  return Object.hasOwn(MACROS, name)
}
