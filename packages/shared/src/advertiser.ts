import { z } from 'zod'
import { endpoint } from './contract.js'
import { Email, Id, IdText, Instant, listQuery, Name, pageOf, WebUrl } from './primitives.js'

/** `off`: no token in postback URLs. `optional`: in the URLs, checked where sent. `required`: refused without it. */
export const TokenPolicy = z.enum(['off', 'optional', 'required'])
export type TokenPolicy = z.infer<typeof TokenPolicy>

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
}

export const AdvertiserInput = z.object({
  ...fields,
  tokenPolicy: fields.tokenPolicy.default('off'),
  keepEmail: fields.keepEmail.default(false),
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
