import { z } from 'zod'

/**
 * The rules of a postback in the order in which they are tried; the first that fails decides.
 * `status` is the HTTP status of the answer, `title` what the rule asks, `message` and `remedy` what the sender reads.
 */
export const RULES = {
  missing_click_id: {
    status: 400,
    title: 'A click ID was sent',
    message: 'The postback has no gk_click_id.',
    remedy: 'Add gk_click_id=<click ID macro of your tracker> to the postback URL.',
  },
  unreplaced_macro: {
    status: 400,
    title: 'The tracker put a value in place of its macro',
    message: 'gk_click_id is still a macro or placeholder: the tracker did not replace it with a value.',
    remedy:
      'Use the macro of the parameter that received {gk_click_id} in the tracking link, spelt exactly as your tracker writes it.',
  },
  malformed_click_id: {
    status: 400,
    title: 'The click ID has the form of a click ID',
    message: 'gk_click_id is not a click ID.',
    remedy: 'Send the click ID exactly as it came in the tracking link: 36 characters, with dashes, nothing around it.',
  },
  forged_click_id: {
    status: 400,
    title: 'The click ID is one that GoKart made',
    message: 'gk_click_id looks like a click ID of GoKart, but its check value is wrong.',
    remedy:
      'Send the click ID exactly as it came in the tracking link: a character was changed on the way, or the ID was made up.',
  },
  unknown_click: {
    status: 404,
    title: 'The click is known',
    message: 'There is no click with this gk_click_id.',
    remedy: 'Send the click ID that came in the tracking link, not the tracker’s own click ID.',
  },
  token_missing: {
    status: 401,
    title: 'The postback token was sent',
    message: 'This advertiser’s postbacks must have a token.',
    remedy: 'Copy the postback URL again from GoKart: it ends with &token=...',
  },
  token_invalid: {
    status: 403,
    title: 'The postback token is right',
    message: 'The token is not a postback token of GoKart.',
    remedy: 'Copy the postback URL again from GoKart: the token may have been rotated.',
  },
  ip_not_allowed: {
    status: 403,
    title: 'The sender’s IP address is allowed',
    message: 'IP address is not whitelisted.',
    remedy: 'Send from an address of the advertiser’s IP allow-list, or have the sender’s address added to it.',
  },
  wrong_advertiser: {
    status: 403,
    title: 'The click belongs to the advertiser who sends',
    message: 'The token belongs to another advertiser than the click.',
    remedy: 'Use the postback URL of the advertiser whose offer was clicked.',
  },
  missing_event: {
    status: 422,
    title: 'The event was named',
    message: 'The offer has several events, and cnv_event_id does not say which one.',
    remedy: 'Add cnv_event_id=<event ID> to the postback URL; the offer’s page lists one URL for each event.',
  },
  unknown_event: {
    status: 422,
    title: 'The event is one of the offer',
    message: 'The offer has no event with this cnv_event_id.',
    remedy: 'Send the event ID exactly as the offer’s page shows it; capitals count.',
  },
  invalid_amount: {
    status: 422,
    title: 'The amount can be read',
    message: 'cnv_amount or cnv_currency cannot be read.',
    remedy: 'Send cnv_amount as a plain decimal such as 49.90 and cnv_currency as a code such as USD.',
  },
  too_early: {
    status: 422,
    title: 'Enough time passed before it',
    message: 'The conversion came sooner after the click than the offer allows.',
    remedy: 'Send the conversion when it happened; a shorter minimum time can be set on the offer’s page.',
  },
  too_late: {
    status: 422,
    title: 'It is in time',
    message: 'The conversion came later after the click than the offer allows.',
    remedy: 'Nothing to correct in the postback; a longer conversion window can be set on the offer’s page.',
  },
  event_out_of_order: {
    status: 409,
    title: 'The events before it have converted',
    message: 'An event that must come before this one has not converted for this click.',
    remedy: 'Send the earlier event first, then this one again.',
  },
  over_cap: {
    status: 409,
    title: 'The cap has room for it',
    message: 'The event has as many conversions as its cap allows.',
    remedy: 'Nothing to correct in the postback; a higher cap can be set on the offer’s page.',
  },
  over_budget: {
    status: 409,
    title: 'The budget has room for it',
    message: 'The event’s budget has not enough left for this conversion.',
    remedy: 'Nothing to correct in the postback; a larger budget can be set on the offer’s page.',
  },
  duplicate: {
    status: 200,
    title: 'It was not counted before',
    message: 'This conversion was counted before; nothing was added.',
    remedy:
      'Nothing to do. To count several conversions of one click, send a cnv_conversion_id that differs each time.',
  },
  repeat: {
    status: 409,
    title: 'The member did not convert before',
    message: 'The member has converted for this event before, and it counts once for each member.',
    remedy: 'Nothing to correct in the postback; repeats can be allowed for the event on the offer’s page.',
  },
} as const satisfies Record<string, { status: number; title: string; message: string; remedy: string }>

export type Reason = keyof typeof RULES
/** In the order in which they are tried. */
export const REASONS = Object.keys(RULES) as [Reason, ...Reason[]]
export const ReasonSchema = z.enum(REASONS)

/** Why a call of `/postback` could not be taken at all: nothing of it was recorded, and it may be sent again. */
export const POSTBACK_FAULTS = {
  method_not_allowed: {
    status: 405,
    message: 'Postbacks are sent with GET or POST.',
    remedy: 'Send the same URL with GET.',
  },
  too_large: {
    status: 413,
    message: 'The body is larger than 64 kB.',
    remedy: 'Send only the parameters of the postback, best of all in the URL.',
  },
  unreadable: {
    status: 400,
    message: 'The request broke off before its body had arrived.',
    remedy: 'Send the postback again.',
  },
  unavailable: {
    status: 503,
    message: 'The postback could not be stored now.',
    remedy: 'Send the postback again after the time in Retry-After.',
  },
} as const satisfies Record<string, { status: number; message: string; remedy: string }>

export type PostbackFault = keyof typeof POSTBACK_FAULTS
export const POSTBACK_FAULT_CODES = Object.keys(POSTBACK_FAULTS) as [PostbackFault, ...PostbackFault[]]
