import type { Reason } from '@gokart/shared'
import type { Case } from './case.js'
import { isAllowed } from './ip-list.js'
import { hasBudget, overBudget, overCap } from './limits.js'
import { whereElse } from './misplaced.js'
import { outOfOrder, tooEarly, tooLate } from './timing.js'

/** Why a rule fails; without words, the rule's own are said. */
export interface Failure {
  readonly message?: string
  readonly remedy?: string
}
type Check = (about: Case) => Failure | false | undefined

/** One check for each rule of the contract; the order is the contract's. */
export const CHECKS: Record<Reason, Check> = {
  missing_click_id: (about) => {
    const missing = unreadableAs('missing_click_id', about)
    return missing && { ...missing, ...whereElse(about.postback) }
  },
  unreplaced_macro: (about) => unreadableAs('unreplaced_macro', about),
  malformed_click_id: (about) => unreadableAs('malformed_click_id', about),
  forged_click_id: ({ identity }) => identity.kind === 'forged' && {},
  unknown_click: ({ click, offer, late }) => {
    if (!click) return {}
    if (click.offerId === null) return { message: 'The click with this gk_click_id came by a link of no offer.' }
    return late && !offer && { message: 'The offer of the click with this gk_click_id is not there any more.' }
  },
  token_missing: ({ advertiser, postback }) => advertiser?.tokenPolicy === 'required' && !postback.token && {},
  token_invalid: ({ advertiser, postback, tokenOwner }) =>
    advertiser !== undefined && advertiser.tokenPolicy !== 'off' && !!postback.token && tokenOwner === undefined && {},
  // A test is sent by GoKart itself, in the tracker's place.
  ip_not_allowed: ({ advertiser, ip, test, imported }) =>
    advertiser !== undefined &&
    !test &&
    !imported &&
    !isAllowed(ip, advertiser.ipAllowList) && {
      remedy: `Have ${ip || 'the sender’s address'} added to the advertiser’s IP allow-list, or send from an address that is in it.`,
    },
  // Also where no token is asked for: a token names the sender, and a click of another advertiser is not the sender's.
  wrong_advertiser: ({ offer, tokenOwner }) =>
    offer !== undefined && tokenOwner !== undefined && tokenOwner !== offer.advertiserId && {},
  missing_event: (about) => eventFault('missing_event', about),
  unknown_event: (about) => eventFault('unknown_event', about),
  invalid_amount: (about) => (about.price?.ok === false ? about.price : otherCurrency(about)),
  // What was counted already is in time, in its order, and in its cap.
  too_early: (about) => !about.first && tooEarly(about),
  too_late: (about) => !about.first && tooLate(about),
  event_out_of_order: (about) => !about.first && !about.waits && outOfOrder(about),
  over_cap: ({ adds, chosen, usage, receivedAt }) => adds && chosen?.ok && overCap(chosen.event, usage, receivedAt),
  over_budget: ({ adds, chosen, price, usage, receivedAt }) =>
    adds && chosen?.ok && price?.ok && overBudget(chosen.event, usage, price, receivedAt),
  duplicate: ({ first }) => first !== undefined && {},
  repeat: ({ adds, chosen, member, ofMember }) => {
    if (!adds || !chosen?.ok || chosen.event.allowRepetitions || !member) return false
    const before = ofMember.find(({ status }) => status !== 'rejected')
    return before && { message: `The member has converted for this event before: conversion ${before.id}.` }
  },
}

/** A budget holds one currency; what cannot be held against it must not pass it by. */
function otherCurrency({ chosen, price, offer }: Case): Failure | false {
  if (!offer || !chosen?.ok || !price?.ok || price.currency === offer.currency || !hasBudget(chosen.event)) return false
  return {
    message: `The event has a budget in ${offer.currency}, and cnv_amount came in ${price.currency}.`,
    remedy: `Send cnv_amount in ${offer.currency}, with cnv_currency=${offer.currency} or without it.`,
  }
}

function unreadableAs(reason: Reason, { identity }: Case): Failure | false {
  return identity.kind === 'unreadable' && identity.reason === reason && identity
}

function eventFault(reason: Reason, { chosen }: Case): Failure | false {
  return chosen?.ok === false && chosen.reason === reason && chosen
}
