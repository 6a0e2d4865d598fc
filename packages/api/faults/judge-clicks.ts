import { bytesToUuid } from '../src/db/uuid.js'
import type { ClickRow } from '../src/db/tables.js'
import type { Findings } from './findings.js'
import { clickAcknowledged, wasSent, type ClickSent } from './ledger.js'
import { clickMark, isBot, referrerOf } from './requests.js'
import { noTally, type Tally } from './row.js'

/** Compares what the visitors were told with the rows. `clockMoves`: the moments in the rows are not those of the senders. */
export async function judgeClicks(
  sent: readonly ClickSent[],
  rows: AsyncIterable<ClickRow>,
  findings: Findings,
  clockMoves: boolean,
): Promise<Tally> {
  const tally = noTally()
  const stored = new Set<ClickSent>()
  for await (const row of rows) {
    tally.stored++
    const id = bytesToUuid(row.id)
    const click = sent[Number(/^c(\d+)$/.exec(row.pub_click_id ?? '')?.[1])]
    if (!click || !wasSent(click)) findings.add('A click that nobody sent', id)
    else if (stored.has(click)) tally.doubled++
    else {
      stored.add(click)
      judgeRow(click, id, row, findings, clockMoves)
    }
  }
  for (const click of sent.filter(wasSent)) {
    tally.sent++
    judgeAnswer(click, findings)
    if (!clickAcknowledged(click)) continue
    tally.acknowledged++
    if (!stored.has(click)) tally.lost++
  }
  return tally
}

function judgeRow(click: ClickSent, id: string, row: ClickRow, findings: Findings, clockMoves: boolean): void {
  if (click.status !== undefined && !clickAcknowledged(click)) findings.add('A click that was refused is stored', click)
  const { offer, partner, sub, ip, userAgent } = click
  const own = clickAcknowledged(click) ? { id: click.clickId } : {}
  findings.compare(
    'A click',
    { ...row, id },
    {
      ...own,
      offer_id: offer.id,
      advertiser_id: offer.advertiserId,
      partner_id: partner?.id ?? null,
      link_version: 1,
      outcome: 'sent',
      traffic_class: isBot(click) ? 'bot' : 'human',
      ip,
      user_agent: userAgent,
      referrer: referrerOf(click),
      pub_click_id: clickMark(click),
      pub_sub_1: sub || null,
    },
  )
  const at = row.created_at.getTime()
  const isItsTime = at >= click.sentAt && at <= (click.answeredAt ?? Infinity)
  if (!clockMoves && !isItsTime) findings.add('A click: created_at is not when it came', { at, click })
}

/** A visitor is always sent on, to the right place. */
function judgeAnswer(click: ClickSent, findings: Findings): void {
  if (click.hung) findings.add('A visitor waited in vain', click)
  if (click.status === undefined) return
  if (!clickAcknowledged(click)) return findings.add('A visitor was not sent on', click)
  const url = new URL(click.location!)
  if (url.hostname !== 'shop.example' || url.searchParams.get('sub') !== click.sub) {
    findings.add('A visitor was sent to a wrong place', click)
  }
}
