import { CLICK_LIMITS, PostbackAnswer, POSTBACK_FAULTS, POSTBACK_LIMITS, RULES, SUB_COUNT } from '@gokart/shared'
import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi'

/** The two addresses that visitors and trackers call; they are not part of the contract of `/api`. */
export function publicPaths(): ZodOpenApiPathsObject {
  return {
    '/c/{offerKey}': { get: click('click', z.object({ offerKey: z.string() })) },
    '/c/{offerKey}/{partnerKey}': {
      get: click('clickOfPartner', z.object({ offerKey: z.string(), partnerKey: z.string() })),
    },
    '/postback': {
      get: { ...postback('postback'), requestParams: { query: PostbackParameters } },
      post: {
        ...postback('postbackByBody'),
        requestParams: { query: PostbackParameters.partial() },
        requestBody: {
          description: 'What stands in the body wins over the query.',
          content: {
            'application/x-www-form-urlencoded': { schema: PostbackParameters },
            'application/json': { schema: PostbackParameters },
          },
        },
      },
    },
  }
}

const pub = (text: string) =>
  z
    .string()
    .optional()
    .meta({ description: `${text}; cut at ${CLICK_LIMITS.pub} characters` })
const subs = Object.fromEntries(
  Array.from({ length: SUB_COUNT }, (_, index) => [`pub_sub_${index + 1}`, pub('Partner’s sub value')]),
)
const ClickParameters = z.object({
  pub_click_id: pub('Partner’s own click ID'),
  pub_member_id: pub('Partner’s member'),
  pub_session_id: pub('Partner’s session'),
  ...subs,
})

const text = (description: string, length: number = POSTBACK_LIMITS.text) =>
  z
    .string()
    .optional()
    .meta({ description: `${description}; cut at ${length} characters` })
const cnvSubs = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`cnv_sub_${n}`, text('Stored with the conversion')]))
const PostbackParameters = z.object({
  gk_click_id: z.string().meta({ description: 'The click ID that GoKart put into the tracking link' }),
  cnv_event_id: text(
    'An event ID of the offer, exactly; needed where the offer has several events. `event_id` is read too',
    POSTBACK_LIMITS.eventId,
  ),
  cnv_amount: z
    .string()
    .optional()
    .meta({ description: 'Value of the transaction, a plain decimal', example: '49.90' }),
  cnv_currency: z
    .string()
    .optional()
    .meta({ description: 'ISO 4217; the offer’s where it is not sent', example: 'USD' }),
  cnv_conversion_id: text('The advertiser’s own ID of the conversion; the same one counts once'),
  cnv_conversion_ip_address: text('Stored with the conversion'),
  cnv_email: text('Kept as SHA-256 only, unless the advertiser keeps emails'),
  cnv_user_id: text('Stored with the conversion'),
  ...cnvSubs,
  cnv_status: z.string().optional().meta({
    description:
      'pending, success or rejected, or a word that the advertiser has set for one of them; a repeated postback may bring another one',
  }),
  token: z.string().optional().meta({ description: 'The advertiser’s postback token, where it requires one' }),
})

function click(operationId: string, path: z.ZodObject): ZodOpenApiOperationObject {
  return {
    operationId,
    tags: ['traffic'],
    summary: 'Follow a click link',
    description:
      'Records the click and sends the visitor to the offer’s tracking link. Where a parameter is repeated the first one counts. HEAD records nothing.',
    security: [],
    requestParams: { path, query: ClickParameters },
    responses: {
      302: { description: 'To the tracking link with its macros filled in, or to the fallback; never cached' },
      404: { description: 'No such click link, and no fallback', content: { 'text/html': {} } },
      410: { description: 'The offer takes no visitors, and there is no fallback', content: { 'text/html': {} } },
    },
  }
}

function postback(operationId: string): ZodOpenApiOperationObject {
  const rules = Object.entries(RULES).map(([code, { status, message }]) => `| \`${code}\` | ${status} | ${message} |`)
  return {
    operationId,
    tags: ['traffic'],
    summary: 'Report a conversion',
    description: [
      'Called by trackers, server to server. Every call is logged. The rules in their order; the first that fails decides:',
      ['| reason | status | |', '|---|---|---|', ...rules].join('\n'),
    ].join('\n\n'),
    security: [],
    responses: answers(),
  }
}

/** Every status that a rule or a fault answers with, beside 200 and 202. */
function answers(): ZodOpenApiResponsesObject {
  const content = { 'application/json': { schema: PostbackAnswer } }
  const responses: ZodOpenApiResponsesObject = {
    200: { description: '`accepted`, or `duplicate` with the ID of the first one', content },
    202: { description: '`queued`: stored, and decided as soon as the click is there', content },
  }
  const refusals = { ...RULES, ...POSTBACK_FAULTS }
  for (const status of new Set(Object.values(refusals).map((refusal) => refusal.status))) {
    const reasons = Object.entries(refusals).flatMap(([code, refusal]) => (refusal.status === status ? [code] : []))
    const description = reasons.map((code) => `\`${code}\``).join(', ')
    if (status >= 400) responses[`${status}` as '400'] = { description, content }
  }
  return responses
}
