import {
  POSTBACK_FAULTS,
  POSTBACK_LIMITS,
  POSTBACK_PARAMETERS,
  type PostbackAnswer,
  type PostbackParameter,
} from '@gokart/shared'
import { answerOf, queuedAnswer, type Answer } from '../src/postback/answer.js'
import { FOREIGN, SIGNED } from '../src/test/postback-facts.js'
import { COUNTED, explainedReasons } from './postback-reasons.js'

const BASE = 'https://gokart.example'
const POSTBACK = '019a9c5b-3c40-7001-9d2e-6a5b4c3d2e1f'

const PARAMETERS: Record<PostbackParameter, string> = {
  gk_click_id: '**Required.** The click ID that came in the tracking link, as it came.',
  cnv_event_id:
    'The event, exactly as the offer’s page writes it; capitals count. Needed where the offer has several events. `event_id` is read too.',
  cnv_amount: 'Value of the transaction, such as `49.90`. Needed where the payout is a share of it.',
  cnv_currency: 'Its currency in three letters, such as `USD`. Without it: the offer’s.',
  cnv_conversion_id:
    'Your own ID of the conversion, such as an order number. The same one is counted once for each event; without it, a click counts once for each event.',
  cnv_conversion_ip_address: 'IP address of whoever converted.',
  cnv_email:
    'Email of whoever converted. It is kept as a SHA-256 hash unless the advertiser wants it kept; a hash of yours is taken as well.',
  cnv_user_id: 'Your own ID of whoever converted.',
  cnv_sub_1: 'Anything of yours; kept with the conversion.',
  cnv_sub_2: 'The same.',
  cnv_sub_3: 'The same.',
  cnv_sub_4: 'The same.',
  cnv_sub_5: 'The same.',
  cnv_status:
    '`pending`, `success` or `rejected`, or a word of yours that the advertiser’s page translates. Sent again for the same conversion it moves the status: from pending over success to rejected, never back.',
  token: 'The advertiser’s postback token, where GoKart’s postback URL has one.',
}

/** docs/postbacks.md, as a whole. */
export function postbacksPage(): string {
  return [...intro(), ...parameters(), ...answers(), ...retries(), ...examples(), ...reasons(), ...help()].join('\n')
}

function intro(): string[] {
  return [
    '<!-- Written by `npm run docs` from packages/api/docs/postbacks.ts: change it there. -->',
    '',
    '# Postbacks',
    '',
    'For the developer who sends them. When somebody converts, call this URL from your server, with `GET` or `POST`:',
    '',
    '```',
    `${BASE}/postback?gk_click_id=<the click ID that came in the tracking link>`,
    '```',
    '',
    'Where a tracking system calls it, put its macro for the click ID there; the offer’s page in GoKart has the URL ready to copy.',
    '',
  ]
}

function parameters(): string[] {
  return [
    '## Parameters',
    '',
    'In the query, or in a body: a form, or a JSON object. What is in the body wins over the query; of equal names the first counts.',
    `A body may have 64 kB. Texts are cut at ${POSTBACK_LIMITS.text} characters. A macro that was not replaced counts as not sent, except in \`gk_click_id\`.`,
    '',
    ...table(
      ['parameter', 'meaning'],
      POSTBACK_PARAMETERS.map((name) => [`\`${name}\``, PARAMETERS[name]]),
    ),
    '',
  ]
}

const ABOUT = { offerId: 3, advertiserId: 9, test: false, notes: [] } as const

function answers(): string[] {
  const duplicate = { ...ABOUT, outcome: 'duplicate', firstId: COUNTED } as const
  const rejected = { ...ABOUT, outcome: 'rejected', reason: 'too_late' } as const
  const faults = Object.entries(POSTBACK_FAULTS).map(([name, { status, message, remedy }]) => [
    String(status),
    `\`${name}\``,
    `${message} ${remedy}`,
  ])
  const accepted = { status: 'accepted', conversion_id: COUNTED, postback_id: POSTBACK } as const
  return [
    '## Answers',
    '',
    'Always JSON, always what became of it:',
    '',
    ...table(
      ['HTTP', 'meaning', 'body'],
      [
        answerRow('A conversion was made.', { status: 200, body: accepted }),
        answerRow(
          'It was counted before: the ID is that of the first one.',
          answerOf(POSTBACK, { verdict: duplicate, conversionId: COUNTED }),
        ),
        answerRow(
          'It is stored and is decided within minutes: the click, or the database, is not there yet.',
          queuedAnswer(POSTBACK),
        ),
        answerRow(
          'It was not counted. The reasons are below.',
          answerOf(POSTBACK, { verdict: rejected, conversionId: null }),
        ),
      ],
    ),
    '',
    'Everything above is in GoKart’s log under its `postback_id`. Where nothing could be recorded, `status` is `error`:',
    '',
    ...table(['HTTP', 'reason', 'what to do'], faults),
    '',
    'A `HEAD` gets an empty 200 and counts for nothing.',
    '',
  ]
}

function answerRow(meaning: string, { status, body }: Answer | { status: number; body: PostbackAnswer }): string[] {
  const http = body.status === 'rejected' ? '4xx' : String(status)
  return [http, meaning, `\`${JSON.stringify(body)}\``]
}

function retries(): string[] {
  return [
    '## Retries',
    '',
    '- **200 and 202**: it is stored and will not be lost. Do not send it again; if you do, it is a duplicate and counts once.',
    '- **4xx**: sending the same again brings the same answer. Correct it and send it again, as often as needed.',
    '- **503, or no answer at all**: send the same again, after the time in `Retry-After` where there is one. However often it arrives, it counts once.',
    '',
    'A tracking system that switches a URL off after errors can be answered with **200 always**: ops set this for the advertiser. The body still',
    'says what happened, so read `status` and not the HTTP status then.',
    '',
  ]
}

function examples(): string[] {
  const example = (title: string, ...command: string[]) => [`${title}:`, '', '```sh', ...command, '```', '']
  return [
    '## Examples',
    '',
    ...example('A conversion', `curl '${BASE}/postback?gk_click_id=${SIGNED}'`),
    ...example(
      'An order, with its amount and number',
      `curl '${BASE}/postback?gk_click_id=${SIGNED}&cnv_amount=49.90&cnv_currency=USD&cnv_conversion_id=order-1001'`,
    ),
    ...example(
      'An event of an offer that has several, as a form, with a token',
      `curl '${BASE}/postback' -d gk_click_id=${SIGNED} -d cnv_event_id=SignUp -d token=your-token`,
    ),
    ...example(
      'As JSON',
      `curl '${BASE}/postback' -H 'Content-Type: application/json' \\`,
      `  -d '{"gk_click_id": "${SIGNED}", "cnv_event_id": "FirstTrade", "cnv_amount": "250.00"}'`,
    ),
    ...example(
      'The order was returned',
      `curl '${BASE}/postback?gk_click_id=${SIGNED}&cnv_conversion_id=order-1001&cnv_status=rejected'`,
    ),
  ]
}

function reasons(): string[] {
  const rows = explainedReasons(BASE).map(({ reason, status, sent, message, remedy, corrected, note }) => [
    `\`${reason}\``,
    String(status),
    `\`${sent}\``,
    `${message} **${remedy}**`,
    corrected === null ? 'The same, when that is done.' : [`\`${corrected}\``, note ?? ''].join(' ').trim(),
  ])
  return [
    '## Reasons',
    '',
    'The rules in the order in which they are tried; the first that fails decides. The examples are of an advertiser with one offer, on Everflow',
    `(\`{sub1}\` is its macro for the click ID). \`${FOREIGN}\` is an ID that GoKart does not know.`,
    '',
    ...table(['reason', 'HTTP', 'example', 'what is wrong, and **what to do**', 'send instead'], rows),
    '',
  ]
}

function help(): string[] {
  return [
    '## When it is still not clear',
    '',
    'Ask the advertiser or GoKart’s ops for the link **Share with the sender** of your postback, by its `postback_id`: it shows without an account what arrived,',
    'rule by rule, and what to send instead. With an account, **Postbacks → Explain a postback** explains any URL that you paste, and records nothing.',
    'Once the cause is removed, ops can replay what was rejected: nothing has to be sent again, and nothing is counted twice.',
    '',
  ]
}

/** Cells are one line each, and a bar in them is no border. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)]
}
