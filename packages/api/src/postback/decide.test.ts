import { REASONS, RULES, type Reason } from '@gokart/shared'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLICK_WAIT_MS, gather, type OfferPolicy } from './case.js'
import { CHECKS } from './checks.js'
import { decide } from './decide.js'
import { dedupeKey } from './dedupe-key.js'
import { eventInRemedy } from './event.js'
import {
  advertiser,
  ARRIVAL,
  both,
  type Changes,
  CLICK,
  earlier,
  facts,
  FAILING,
  FOREIGN,
  OFFER,
  SALE,
  SEVERAL,
  SIGN_UP,
  SIGNED,
  SINGLE,
} from '../test/postback-facts.js'

describe('an accepted postback', () => {
  it('becomes a conversion of the click', () => {
    expect(decide(facts({ parameters: { cnv_amount: '49.90', cnv_conversion_id: 'A1' } }))).toEqual({
      outcome: 'accepted',
      offerId: 3,
      advertiserId: 9,
      test: false,
      notes: [],
      conversion: {
        dedupeKey: dedupeKey({ clickId: SIGNED, offerId: 3, eventRowId: 11, conversionRef: 'A1' }),
        clickId: SIGNED,
        offerId: 3,
        advertiserId: 9,
        partnerId: 5,
        offerEventId: 11,
        eventId: null,
        eventName: '',
        status: 'success',
        sentStatus: null,
        dueAt: null,
        memberKey: null,
        onlyOne: false,
        clickedAt: CLICK.clickedAt,
        country: 'DE',
        trafficClass: 'human',
        amount: '49.9',
        currency: 'USD',
        revenue: '10.0000',
        test: false,
      },
    })
  })

  it.each([
    ['pending', 'pending'],
    ['Rejected', 'rejected'],
    ['SUCCESS', 'success'],
    ['declined', 'pending'],
  ])('starts with the status that was sent: %s', (sent, status) => {
    const verdict = decide(facts({ parameters: { cnv_status: sent } }))
    expect(verdict).toMatchObject({ outcome: 'accepted', conversion: { status } })
    expect(verdict.notes).toHaveLength(sent === 'declined' ? 1 : 0)
  })

  it.each([
    ['a paused offer', { offer: { ...OFFER, status: 'paused' } }, /paused now; its clicks still convert/],
    ['an expired offer', { offer: { ...OFFER, status: 'expired' } }, /expired now/],
    ['a click that was not sent on', { click: { ...CLICK, outcome: 'offer_paused' } }, /not open when the click came/],
    ['a bot’s click', { click: { ...CLICK, trafficClass: 'bot' } }, /classed as "bot"/],
    ['an unknown token that nobody asked for', { parameters: { token: 'x' } }, /not checked/],
    ['an event nobody asked for', { parameters: { cnv_event_id: 'install' } }, /was not needed/],
    ['a macro as event', { parameters: { cnv_event_id: '{event}' } }, /was not needed/],
    ['a repaired click ID', { parameters: { gk_click_id: SIGNED.toUpperCase() } }, /lower case/],
    ['a macro as amount', { parameters: { cnv_amount: '{amount}' } }, /still the macro/],
  ] satisfies [string, Changes, RegExp][])('says what is odd: %s', (_, changes, note) => {
    const verdict = decide(facts(changes))
    expect(verdict.outcome).toBe('accepted')
    expect(verdict.notes.join(' ')).toMatch(note)
  })

  it('has a share of the amount as revenue', () => {
    const parameters = { cnv_event_id: 'Sale', cnv_amount: '19.99', cnv_currency: 'EUR' }
    expect(decide(facts({ offer: SEVERAL, parameters }))).toMatchObject({
      conversion: { offerEventId: 13, eventId: 'Sale', amount: '19.99', revenue: '1.999', currency: 'EUR' },
    })
  })

  it('is looked up as it is where its ID is of another kind', () => {
    expect(decide(facts({ parameters: { gk_click_id: FOREIGN } }))).toMatchObject({ conversion: { clickId: FOREIGN } })
  })
})

describe('a rule that fails', () => {
  it.each(REASONS)('decides: %s', (reason) => {
    const verdict = decide(facts(FAILING[reason]))
    if (reason === 'duplicate') expect(verdict).toMatchObject({ outcome: 'duplicate', firstId: 'first' })
    else expect(verdict).toMatchObject({ outcome: 'rejected', reason })
  })

  // What was counted already needs no time, turn or room any more.
  const ofNew: readonly Reason[] = ['too_early', 'too_late', 'event_out_of_order', 'over_cap', 'over_budget', 'repeat']
  const pairs = REASONS.flatMap((first, index) => REASONS.slice(index + 1).map((second) => [first, second] as const))
  const inConflict = pairs.filter(([first, second]) => second !== 'duplicate' || !ofNew.includes(first))
  it.each(inConflict)('decides before a later one: %s before %s', (first, second) => {
    // Two faults of one and the same value cannot come together; the first one's value is then the only one.
    const verdict = decide(facts(both(FAILING[second], FAILING[first])))
    expect(verdict.outcome === 'rejected' ? verdict.reason : verdict.outcome).toBe(first)
  })

  it('stands beside the other in these pairs, so that the order alone decides', () => {
    const together = inConflict.filter(([first, second]) => {
      const about = gather(facts(both(FAILING[second], FAILING[first])))
      return CHECKS[first](about) && CHECKS[second](about)
    })
    const known = REASONS.slice(REASONS.indexOf('token_missing'))
    const apart = inConflict.filter((pair) => known.includes(pair[0]) && !together.includes(pair))
    // No token is no wrong token; an event that is not known has neither price nor rules, and an amount that cannot be read no worth.
    const noEvent = ['invalid_amount', ...ofNew, 'duplicate']
    const expected = [
      ['token_missing', 'token_invalid'],
      ['token_missing', 'wrong_advertiser'],
      ['token_invalid', 'wrong_advertiser'],
      ['missing_event', 'unknown_event'],
      ...['missing_event', 'unknown_event'].flatMap((event) => noEvent.map((rule) => [event, rule])),
      ['invalid_amount', 'over_budget'],
      ['duplicate', 'repeat'],
    ]
    expect(apart.map(String).toSorted()).toEqual(expected.map(String).toSorted())
  })

  it.each(ofNew.filter((rule) => rule !== 'repeat'))('is no fault of what was counted already: %s', (rule) => {
    const counted = both(FAILING[rule], FAILING.duplicate)
    expect(decide(facts(counted)).outcome).toBe('duplicate')
    expect(decide(facts({ ...counted, earlier: [] }))).toMatchObject({ outcome: 'rejected', reason: rule })
  })

  it('names its own rule in every message, and a remedy for each', () => {
    for (const { message, remedy } of Object.values(RULES)) {
      expect(message).toMatch(/\.$/)
      expect(remedy).toMatch(/\S/)
    }
  })
})

describe('tokens', () => {
  const known = { parameters: { token: 'ours' }, tokenOwner: 9 }
  const others = { parameters: { token: 'theirs' }, tokenOwner: 8 }
  const unknown = { parameters: { token: 'nobody’s' } }
  it.each([
    ['off', {}, 'accepted'],
    ['off', known, 'accepted'],
    ['off', unknown, 'accepted'],
    ['off', others, 'wrong_advertiser'],
    ['optional', {}, 'accepted'],
    ['optional', known, 'accepted'],
    ['optional', unknown, 'token_invalid'],
    ['optional', others, 'wrong_advertiser'],
    ['required', {}, 'token_missing'],
    ['required', { parameters: { token: ' ' } }, 'token_missing'],
    ['required', known, 'accepted'],
    ['required', unknown, 'token_invalid'],
    ['required', others, 'wrong_advertiser'],
  ] satisfies ['off' | 'optional' | 'required', Changes, string][])(
    '%s, with %o: %s',
    (tokenPolicy, sent, expected) => {
      const verdict = decide(facts({ ...sent, advertiser: advertiser(tokenPolicy) }))
      expect(verdict.outcome === 'rejected' ? verdict.reason : verdict.outcome).toBe(expected)
    },
  )

  it('leave a postback of a wrong sender in the sender’s log, without the offer', () => {
    expect(decide(facts(FAILING.wrong_advertiser))).toMatchObject({ offerId: null, advertiserId: 8 })
  })

  it('tell whose an unknown or forged click ID is; the click ID itself tells nothing then', () => {
    const owner = { tokenOwner: 8 }
    expect(decide(facts({ ...FAILING.unknown_click, ...owner }))).toMatchObject({ advertiserId: 8 })
    expect(decide(facts({ ...FAILING.forged_click_id, ...owner }))).toMatchObject({ advertiserId: 8 })
    expect(decide(facts({ ...FAILING.missing_click_id, ...owner }))).toMatchObject({ advertiserId: 8 })
    expect(decide(facts(FAILING.unknown_click))).toMatchObject({ offerId: null, advertiserId: null })
  })

  it('that are wrong leave the postback in the log of the click’s advertiser', () => {
    expect(decide(facts(FAILING.token_invalid))).toMatchObject({ offerId: 3, advertiserId: 9 })
  })
})

describe('events', () => {
  const single = (eventId: string | null): OfferPolicy => ({ ...OFFER, events: [{ ...SINGLE, eventId }] })
  it.each([
    ['single without ID', single(null), undefined, 'accepted'],
    ['single without ID', single(null), 'install', 'accepted'],
    ['single with ID', single('Sale'), undefined, 'accepted'],
    ['single with ID', single('Sale'), '{event_name}', 'accepted'],
    ['single with ID', single('Sale'), 'Sale', 'accepted'],
    ['single with ID', single('Sale'), ' Sale ', 'accepted'],
    ['single with ID', single('Sale'), 'sale', 'unknown_event'],
    ['single with ID', single('Sale'), 'install', 'unknown_event'],
    ['several', SEVERAL, 'SignUp', 'accepted'],
    ['several', SEVERAL, 'signup', 'unknown_event'],
    ['several', SEVERAL, 'Sign up', 'unknown_event'],
    ['several', SEVERAL, '{goal}', 'missing_event'],
    ['several', SEVERAL, 'null', 'missing_event'],
    ['several', SEVERAL, '', 'missing_event'],
    ['several', { ...SEVERAL, events: [SALE, { ...SIGN_UP, eventId: '(event)' }] }, '(event)', 'accepted'],
    ['several, one without ID', { ...SEVERAL, events: [SALE, { ...SIGN_UP, eventId: null }] }, 'Sign up', 'accepted'],
  ] satisfies [string, OfferPolicy, string | undefined, string][])('%s %#: %o', (_, offer, sent, expected) => {
    const parameters = { cnv_amount: '1', ...(sent !== undefined && { cnv_event_id: sent }) }
    const verdict = decide(facts({ offer, parameters }))
    expect(verdict.outcome === 'rejected' ? verdict.reason : verdict.outcome).toBe(expected)
  })

  it.each([
    ['signup', 'SignUp'],
    ['sign_up', 'SignUp'],
    ['Signup!', 'SignUp'],
    ['sael', 'Sale'],
  ])('names the nearest event ID: %s', (sent, near) => {
    const verdict = decide(facts({ offer: SEVERAL, parameters: { cnv_event_id: sent } }))
    expect(verdict).toMatchObject({ remedy: expect.stringContaining(`cnv_event_id=${near},`) })
    expect(verdict.outcome === 'rejected' && eventInRemedy(verdict.remedy ?? null)).toBe(near)
  })

  it('names none where none is near', () => {
    expect(decide(facts({ offer: SEVERAL, parameters: { cnv_event_id: 'deposit' } }))).not.toHaveProperty('remedy')
  })
})

describe('a repeated postback', () => {
  const sent = (ref?: string): Changes => (ref === undefined ? {} : { parameters: { cnv_conversion_id: ref } })
  it.each([
    ['none after none', undefined, undefined, 'duplicate'],
    ['the same after one', 'A', 'A', 'duplicate'],
    ['none after one', undefined, 'A', 'duplicate'],
    ['another after one', 'B', 'A', 'accepted'],
    ['another case after one', 'a', 'A', 'accepted'],
    ['one after none', 'A', undefined, 'accepted'],
    ['a macro after none', '{transaction_id}', undefined, 'duplicate'],
  ] as const)('is %s conversion ID', (_, now, before, expected) => {
    expect(decide(facts({ ...sent(now), earlier: [earlier(11, before)] })).outcome).toBe(expected)
  })

  it('counts for each event of a click', () => {
    const parameters = { cnv_event_id: 'SignUp', cnv_conversion_id: 'A' }
    expect(decide(facts({ offer: SEVERAL, parameters, earlier: [earlier(13, 'A')] })).outcome).toBe('accepted')
    expect(decide(facts({ offer: SEVERAL, parameters, earlier: [earlier(12, 'A')] })).outcome).toBe('duplicate')
  })

  it('has the conversion ID of another click’s conversion: that one was first', () => {
    const other = { ...earlier(11, 'A'), id: 'other', clickId: FOREIGN }
    expect(decide(facts({ ...sent('A'), earlier: [other] }))).toMatchObject({ outcome: 'duplicate', firstId: 'other' })
    expect(decide(facts({ earlier: [other] })).outcome).toBe('accepted')
  })
})

describe('a click that GoKart minted and has not stored', () => {
  const waiting: Changes = { click: undefined }
  const waited: Changes = { click: undefined, now: new Date(ARRIVAL + CLICK_WAIT_MS) }

  it('is waited for', () => {
    expect(decide(facts(waiting))).toMatchObject({ outcome: 'queued', offerId: 3, advertiserId: 9 })
    expect(decide(facts({ ...waiting, now: new Date(ARRIVAL + CLICK_WAIT_MS - 1) })).outcome).toBe('queued')
  })

  it('is credited from its ID when the wait is over', () => {
    const verdict = decide(facts(waited))
    expect(verdict).toMatchObject({
      outcome: 'accepted',
      conversion: { offerId: 3, partnerId: null, clickedAt: CLICK.clickedAt, clickId: SIGNED },
    })
    expect(verdict.notes.join(' ')).toMatch(/partner is not known/)
  })

  it('does not hide another fault from the sender', () => {
    expect(decide(facts({ ...waiting, ...FAILING.missing_event }))).toMatchObject({ reason: 'missing_event' })
    expect(decide(facts({ ...waiting, ...FAILING.token_missing }))).toMatchObject({ reason: 'token_missing' })
    expect(decide(facts({ ...waiting, ...FAILING.duplicate })).outcome).toBe('duplicate')
  })

  it('of an offer that is not here yet waits as well, and ends as unknown', () => {
    expect(decide(facts({ ...waiting, offer: undefined, advertiser: undefined })).outcome).toBe('queued')
    expect(decide(facts({ offer: undefined, advertiser: undefined })).outcome).toBe('queued')
    expect(decide(facts({ ...waited, offer: undefined }))).toMatchObject({ reason: 'unknown_click' })
  })

  it('never counts for a click by a link of no offer', () => {
    const verdict = decide(facts({ click: { ...CLICK, offerId: null }, offer: undefined }))
    expect(verdict).toMatchObject({ reason: 'unknown_click', message: expect.stringContaining('no offer') })
  })
})

describe('a decision', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(SIGNED, FOREIGN, '{x}', '1,5', 'Sale'),
  )
  const parameters = fc.dictionary(
    fc.constantFrom(
      'gk_click_id',
      'cnv_event_id',
      'cnv_amount',
      'cnv_currency',
      'cnv_conversion_id',
      'token',
      'cnv_status',
    ),
    hostile,
  )

  it('is the same for the same facts, and never throws', () => {
    fc.assert(
      fc.property(parameters, fc.constantFrom(OFFER, SEVERAL), (sent, offer) => {
        const verdict = decide(facts({ parameters: sent, offer }))
        expect(decide(facts({ parameters: sent, offer }))).toEqual(verdict)
        const words = verdict.outcome === 'rejected' ? [verdict.message ?? '', verdict.remedy ?? ''] : []
        for (const text of words) expect(text.length).toBeLessThanOrEqual(500)
      }),
      { numRuns: 500 },
    )
  })

  it('is not moved by a parameter that no rule reads', () => {
    const unread = fc.oneof(
      fc.constantFrom('cnv_conversion_ip_address', 'cnv_email', 'cnv_user_id', 'cnv_sub_1', 'cnv_sub_5', '__proto__'),
      fc.string().filter((name) => !/^\s*(?:amp;)*(?:cnv_|gk_|event_id|token)/.test(name)),
    )
    fc.assert(
      fc.property(fc.constantFrom(...REASONS), unread, hostile, (reason, name, value) => {
        const changes = FAILING[reason]
        const plain = decide(facts(changes))
        const more = decide(facts({ ...changes, parameters: { ...changes.parameters, [name]: value } }))
        expect([more.outcome, more.outcome === 'rejected' && more.reason]).toEqual([
          plain.outcome,
          plain.outcome === 'rejected' && plain.reason,
        ])
      }),
      { numRuns: 500 },
    )
  })

  it('on what was counted already adds nothing and changes nothing', () => {
    fc.assert(
      fc.property(parameters, fc.constantFrom(OFFER, SEVERAL), (sent, offer) => {
        const once = decide(facts({ parameters: sent, offer }))
        if (once.outcome !== 'accepted') return
        const { conversion } = once
        const counted = { id: 'once', convertedAt: new Date(ARRIVAL), ...conversion }
        const twice = decide(facts({ parameters: sent, offer, earlier: [counted], ofMember: [counted] }))
        expect(twice).toMatchObject({ outcome: 'duplicate', firstId: 'once' })
        expect(twice).not.toHaveProperty('change')
      }),
      { numRuns: 500 },
    )
  })
})
