import type { ConversionRow, PostbackRow } from '../src/db/tables.js'
import { bytesToUuid } from '../src/db/uuid.js'
import type { Findings } from './findings.js'
import { postbackAcknowledged, wasSent, type ClickSent, type PostbackSent } from './ledger.js'
import { postbackMark } from './requests.js'
import { noTally, type Tally } from './row.js'

interface Stored {
  readonly postbacks: AsyncIterable<PostbackRow>
  readonly conversions: AsyncIterable<ConversionRow>
}

/** A log row, with the number of the conversion that it made or repeated. */
interface LogRow {
  readonly id: string
  readonly outcome: PostbackRow['outcome']
  readonly reason: string | null
  readonly conversionId: string | undefined
  readonly receivedAt: number
}

/** Compares what the trackers were told with the log and the conversions. `clockMoves`: moments in rows are not the senders'. */
export async function judgePostbacks(
  sent: readonly PostbackSent[],
  stored: Stored,
  findings: Findings,
  clockMoves: boolean,
): Promise<Tally> {
  const tally = noTally()
  const log = await readLog(sent, stored.postbacks, findings, tally)
  const conversions = await readConversions(sent, log, stored.conversions, findings, tally)
  const missing = new Set<ClickSent>()
  for (const postback of sent.filter(wasSent)) {
    tally.sent++
    judgeAnswer(postback, findings)
    const row = log.get(postback)
    if (row && !clockMoves) judgeMoment(postback, row, findings)
    if (!postbackAcknowledged(postback)) continue
    tally.acknowledged++
    if (!row) tally.lost++
    else judgeRow(postback, row, conversions, findings)
    if (!postback.forged && !conversions.has(postback.click)) missing.add(postback.click)
  }
  tally.lost += missing.size
  return tally
}

async function readLog(
  sent: readonly PostbackSent[],
  rows: AsyncIterable<PostbackRow>,
  findings: Findings,
  tally: Tally,
): Promise<Map<PostbackSent, LogRow>> {
  const log = new Map<PostbackSent, LogRow>()
  for await (const { id, url, body, outcome, reason, conversion_id, received_at } of rows) {
    tally.stored++
    const postback = sent[Number(/postback-(\d+)-/.exec(`${url} ${body}`)?.[1])]
    const conversionId = conversion_id ? bytesToUuid(conversion_id) : undefined
    const row = { id: bytesToUuid(id), outcome, reason, conversionId, receivedAt: received_at.getTime() }
    if (!postback || !wasSent(postback)) findings.add('A postback that nobody sent', row)
    else if (log.has(postback)) tally.doubled++
    else log.set(postback, row)
  }
  return log
}

/** By click: each click converts once. */
async function readConversions(
  sent: readonly PostbackSent[],
  log: ReadonlyMap<PostbackSent, LogRow>,
  rows: AsyncIterable<ConversionRow>,
  findings: Findings,
  tally: Tally,
): Promise<Map<ClickSent, string>> {
  const conversions = new Map<ClickSent, string>()
  let count = 0
  for await (const row of rows) {
    count++
    const id = bytesToUuid(row.id)
    const postback = sent[Number(/^postback-(\d+)-$/.exec(row.cnv_sub_1 ?? '')?.[1])]
    const logged = postback && log.get(postback)
    if (!postback || !logged || postback.forged) findings.add('A conversion that nothing in the log made', id)
    else if (conversions.has(postback.click)) tally.doubled++
    else {
      conversions.set(postback.click, id)
      judgeConversion(postback, logged, row, findings)
    }
  }
  const accepted = [...log.values()].filter(({ outcome }) => outcome === 'accepted').length
  if (accepted !== count) findings.add('Accepted postbacks are not as many as conversions', { accepted, count })
  return conversions
}

function judgeConversion(postback: PostbackSent, logged: LogRow, row: ConversionRow, findings: Findings): void {
  const { click, ref, amount } = postback
  const { offer, partner } = click
  const actual = {
    ...row,
    id: bytesToUuid(row.id),
    click_id: bytesToUuid(row.click_id),
    postback_id: bytesToUuid(row.postback_id),
    amount: Number(row.amount),
    revenue: Number(row.revenue),
    converted_at: row.converted_at.getTime(),
  }
  findings.compare('A conversion', actual, {
    id: logged.conversionId,
    postback_id: logged.id,
    click_id: click.clickId,
    offer_id: offer.id,
    advertiser_id: offer.advertiserId,
    partner_id: partner?.id ?? null,
    status: 'success',
    amount,
    revenue: offer.revenue(amount),
    currency: 'USD',
    conversion_ref: ref ?? null,
    cnv_sub_1: postbackMark(postback),
    converted_at: logged.receivedAt,
  })
  if (logged.outcome !== 'accepted')
    findings.add('A conversion of a postback that was not accepted', { actual, logged })
}

/** What the log says is what the tracker was told; what was queued is decided. */
function judgeRow(
  postback: PostbackSent,
  row: LogRow,
  conversions: ReadonlyMap<ClickSent, string>,
  findings: Findings,
): void {
  const { answer, forged, click } = postback
  if (answer && 'postback_id' in answer && answer.postback_id !== row.id) {
    findings.add('A tracker was told another number than that of the log row', { answer, row })
  }
  if (row.outcome === 'queued') return findings.add('A postback was never decided', { postback, row })
  if (answer && answer.status !== 'queued' && answer.status !== row.outcome) {
    findings.add('A tracker was told another verdict than that of the log row', { answer, row })
  }
  if (forged) {
    if (row.reason !== 'forged_click_id') findings.add('A forged click ID was not found out', { postback, row })
    return
  }
  if (row.outcome === 'rejected') return findings.add('A good postback was rejected', { postback, row })
  const conversion = conversions.get(click)
  const told = answer && 'conversion_id' in answer ? answer.conversion_id : row.conversionId
  if (conversion && (row.conversionId !== conversion || told !== conversion)) {
    findings.add('A postback has another conversion than its click', { answer, row, conversion })
  }
}

function judgeMoment({ sentAt, answeredAt }: PostbackSent, { receivedAt, id }: LogRow, findings: Findings): void {
  if (receivedAt >= sentAt && receivedAt <= (answeredAt ?? Infinity)) return
  findings.add('A postback: received_at is not when it came', { id, receivedAt, sentAt, answeredAt })
}

/** 503 says: send it again. Nothing else may be said but the truth. */
function judgeAnswer(postback: PostbackSent, findings: Findings): void {
  if (postback.hung) findings.add('A tracker waited in vain', postback)
  const { status } = postback
  if (status !== undefined && status !== 503 && !postbackAcknowledged(postback)) {
    findings.add('A tracker got a strange answer', postback)
  }
}
