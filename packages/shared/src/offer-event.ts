import { z } from 'zod'
import { Decimal, Id, wholeNumber } from './primitives.js'

/** `flat`: `payout` is an amount in the offer's currency. `percent`: a share of `cnv_amount`, 0 to 100. */
export const PayoutType = z.enum(['flat', 'percent'])
export type PayoutType = z.infer<typeof PayoutType>

/** Spans over which an event is counted, all in UTC: a day, a week from Monday on, a calendar month, for ever. */
export const PERIODS = ['daily', 'weekly', 'monthly', 'lifetime'] as const
export type Period = (typeof PERIODS)[number]

function eachPeriod<T extends z.ZodType>(value: T) {
  return z.object({ daily: value, weekly: value, monthly: value, lifetime: value })
}

/** How many conversions count in each period at the most; null: any number. */
const Caps = eachPeriod(z.number().int().nullable())

/** How much revenue counts in each period at the most, in the offer's currency; null: any amount. */
const Budgets = eachPeriod(z.string().nullable())

const NO_LIMIT = 'leave it empty for no limit'
const Cap = wholeNumber(1, 1_000_000_000, NO_LIMIT)
const Budget = Decimal.refine((text) => !/^[0.]+$/.test(text), `Must be more than 0; ${NO_LIMIT}`)

/** When an event may convert, and how often. Of an event that is there, what is absent stays as it is; null takes it away. */
const ruleInput = {
  /** Place among the events that depend on each other: those with a lower number must convert first. Null: independent. */
  sequenceNumber: wholeNumber(1, 50).nullish(),
  /** Seconds since the event before it in that order; for the first of them, since the click. */
  minTimeFromPreviousEvent: wholeNumber(0, 31_536_000).nullish(),
  /** Days since the click, after which the event no longer converts. */
  deadlineDays: wholeNumber(1, 3650).nullish(),
  /** Days for which a conversion waits as pending, 0: none; null: as the advertiser's. */
  pendingDays: wholeNumber(0, 365).nullish(),
  caps: eachPeriod(Cap.nullish()).optional(),
  budgets: eachPeriod(Budget.nullish()).optional(),
  /** Whether the event may convert again for the same member. */
  allowRepetitions: z.boolean().optional(),
}

const eventId = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]+$/u, 'Must not have control characters')

/** A step that can convert. The single event of an offer may be unnamed (''), and then needs no event ID. */
export const OfferEventInput = z
  .object({
    /** Of an event that is there. Absent: the event with the same event ID, or a new one. */
    id: Id.optional(),
    name: z.string().trim().max(100).default(''),
    eventId: eventId.nullish(),
    payoutType: PayoutType.default('flat'),
    payout: Decimal,
    ...ruleInput,
  })
  .refine((event) => event.payoutType === 'flat' || Number(event.payout) <= 100, {
    path: ['payout'],
    message: 'A share must be 100 or less',
  })
  .refine((event) => !event.minTimeFromPreviousEvent || event.sequenceNumber, {
    path: ['minTimeFromPreviousEvent'],
    message: 'Needs a place in the order: give the event a number',
  })
export type OfferEventInput = z.infer<typeof OfferEventInput>

/** Several events: each has a name, and event IDs (the name, where none is given) differ. */
export const OfferEventInputs = z
  .array(OfferEventInput)
  .min(1, 'An offer needs at least one event')
  .max(50)
  .superRefine((events, context) => {
    if (events.length === 1) return
    const seen = new Set<string>()
    events.forEach((event, index) => {
      const id = event.eventId ?? event.name
      if (event.name === '') {
        context.addIssue({ code: 'custom', path: [index, 'name'], message: 'Each of several events needs a name' })
      } else if (seen.has(id)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'eventId'],
          message: `Another event has the event ID "${id}"`,
        })
      }
      seen.add(id)
    })
  })

/** When an event may convert, and how often; null: no such rule. The meaning of each is at the input. */
export const EventRules = z.object({
  sequenceNumber: z.number().int().nullable(),
  minTimeFromPreviousEvent: z.number().int().nullable(),
  deadlineDays: z.number().int().nullable(),
  pendingDays: z.number().int().nullable(),
  caps: Caps,
  budgets: Budgets,
  allowRepetitions: z.boolean(),
})
export type EventRules = z.infer<typeof EventRules>

const NO_LIMITS = { daily: null, weekly: null, monthly: null, lifetime: null } as const

/** What an event starts with. */
export const NO_EVENT_RULES: EventRules = {
  sequenceNumber: null,
  minTimeFromPreviousEvent: null,
  deadlineDays: null,
  pendingDays: null,
  caps: NO_LIMITS,
  budgets: NO_LIMITS,
  allowRepetitions: false,
}

export const OfferEvent = z.object({
  id: Id,
  name: z.string(),
  eventId: z.string().nullable(),
  payoutType: PayoutType,
  payout: z.string(),
  ...EventRules.shape,
})
export type OfferEvent = z.infer<typeof OfferEvent>
