import { z } from 'zod'
import { endpoint } from './contract.js'
import { ConversionStatus } from './conversion.js'
import { Email, Id, IdText, Instant, listQuery, Name, pageOf, WebUrl, wholeNumber } from './primitives.js'

/** `off`: no token in postback URLs. `optional`: in the URLs, checked where sent. `required`: refused without it. */
export const TokenPolicy = z.enum(['off', 'optional', 'required'])
export type TokenPolicy = z.infer<typeof TokenPolicy>

/** `automatic`: a conversion is a success at once, or when its days as pending are over. `manual`: someone approves each. */
export const Approval = z.enum(['automatic', 'manual'])
export type Approval = z.infer<typeof Approval>

/** An address, or a range in CIDR notation, of IPv4 or IPv6. */
const IpRange = z
  .string()
  .trim()
  .max(60)
  .pipe(
    z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
      error: ({ input }) => `"${String(input)}" is neither an IP address nor a range such as 203.0.113.0/24`,
    }),
  )

/** A word that the sender puts into `cnv_status`, and what it means. Case does not count. */
const StatusWord = z.object({
  word: z
    .string()
    .trim()
    .toLowerCase()
    .min(1, 'Must not be empty')
    .max(60)
    .regex(/^[^\p{Cc}]*$/u, 'Must be one line without control characters'),
  status: ConversionStatus,
})
export type StatusWord = z.infer<typeof StatusWord>

const StatusWords = z
  .array(StatusWord)
  .max(50)
  .superRefine((words, context) => {
    words.forEach(({ word }, index) => {
      if (words.findIndex((other) => other.word === word) === index) return
      context.addIssue({ code: 'custom', path: [index, 'word'], message: `"${word}" stands here twice` })
    })
  })

const fields = {
  name: Name,
  contactEmail: Email.nullish(),
  /** ID of a tracker of the catalogue. */
  defaultTrackerId: z.string().max(64).nullish(),
  tokenPolicy: TokenPolicy,
  /** Where visitors go when an offer of this advertiser cannot take them and has no fallback of its own. */
  fallbackUrl: WebUrl.nullish(),
  /** Off: `cnv_email` is kept as a SHA-256 hash only. */
  keepEmail: z.boolean(),
  /** Words of the sender's own for pending, success and rejected; they come before ours. */
  statusWords: StatusWords,
  /** Addresses that postbacks may come from; empty: any. */
  ipAllowList: z.array(IpRange).max(200),
  /** Every postback that was recorded is answered with status 200, a rejected one too; the body says what happened. */
  always200: z.boolean(),
  approval: Approval,
  /** How many days a conversion waits as pending where approval is automatic, unless its event says otherwise. */
  pendingDays: wholeNumber(0, 365),
}

export const AdvertiserInput = z.object({
  ...fields,
  tokenPolicy: fields.tokenPolicy.default('off'),
  keepEmail: fields.keepEmail.default(false),
  statusWords: fields.statusWords.default([]),
  ipAllowList: fields.ipAllowList.default([]),
  always200: fields.always200.default(false),
  approval: fields.approval.default('automatic'),
  pendingDays: fields.pendingDays.default(0),
})
export type AdvertiserInput = z.infer<typeof AdvertiserInput>
export const AdvertiserPatch = z.object(fields).partial()
export type AdvertiserPatch = z.infer<typeof AdvertiserPatch>

export const Advertiser = z.object({
  id: Id,
  name: z.string(),
  contactEmail: z.string().nullable(),
  defaultTrackerId: z.string().nullable(),
  tokenPolicy: TokenPolicy,
  fallbackUrl: z.string().nullable(),
  keepEmail: z.boolean(),
  statusWords: z.array(StatusWord),
  ipAllowList: z.array(z.string()),
  always200: z.boolean(),
  approval: Approval,
  pendingDays: z.number().int(),
  offerCount: z.number().int(),
  userCount: z.number().int(),
  createdAt: Instant,
})
export type Advertiser = z.infer<typeof Advertiser>

/** The secret that the advertiser's tracker sends as `token`. After a rotation the one before stays valid until `previousValidUntil`. */
export const PostbackToken = z.object({ token: z.string(), previousValidUntil: Instant.nullable() })

const params = z.object({ id: IdText })

export const advertiserEndpoints = {
  list: endpoint('GET /api/advertisers', {
    access: 'user',
    summary: 'List advertisers',
    query: listQuery(['name', 'createdAt'], 'name', {}),
    response: pageOf(Advertiser),
  }),
  create: endpoint('POST /api/advertisers', {
    access: 'ops',
    summary: 'Add an advertiser',
    body: AdvertiserInput,
    response: Advertiser,
    status: 201,
  }),
  get: endpoint('GET /api/advertisers/:id', {
    access: 'user',
    summary: 'One advertiser',
    params,
    response: Advertiser,
  }),
  patch: endpoint('PATCH /api/advertisers/:id', {
    access: 'ops',
    summary: 'Change an advertiser',
    params,
    body: AdvertiserPatch,
    response: Advertiser,
  }),
  token: endpoint('GET /api/advertisers/:id/postback-token', {
    access: 'user',
    summary: 'Reveal the postback token',
    params,
    response: PostbackToken,
  }),
  rotateToken: endpoint('POST /api/advertisers/:id/postback-token', {
    access: 'ops',
    summary: 'Make a new postback token; the one before stays valid for 7 days',
    params,
    response: PostbackToken,
  }),
}
