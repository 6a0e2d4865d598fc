import { ConversionStatus, type Finding } from '@gokart/shared'
import { asUuid } from '../db/uuid.js'
import { aboutOf, finding, type Cells, type ReadLine } from './line.js'

/** A change of status as a line orders it. The conversion must fit all that is said of it. */
export interface StatusOrder {
  readonly conversionId?: string
  readonly clickId?: string
  /** The advertiser's own ID of the conversion. */
  readonly ref?: string
  /** Number or name. */
  readonly advertiser?: string
  readonly status: ConversionStatus
  readonly reason?: string
}

const REASON_LENGTH = 500

/** `ofAdvertiser`: whose file it is was said, so that an advertiser's ID of a conversion needs nothing beside it. */
export function readStatusLine(cells: Cells, ofAdvertiser: boolean): ReadLine<StatusOrder> {
  const findings: Finding[] = []
  const uuid = (column: string, hint: string) => {
    const text = cells.get(column)
    const id = asUuid(text)
    if (text && !id) findings.push(finding(column, `${column} is no ID of GoKart.`, hint))
    return id
  }
  const conversionId = uuid('conversion_id', 'The advertiser’s own ID of a conversion stands in cnv_conversion_id.')
  const clickId = uuid('click_id', 'Send the click ID as it came in the tracking link.')
  const [ref, advertiser, reason] = ['cnv_conversion_id', 'advertiser', 'reason'].map((column) => cells.get(column))
  if (!cells.has('conversion_id') && !(ref && (cells.has('click_id') || advertiser || ofAdvertiser))) {
    findings.push(finding(null, 'The line does not say which conversion is meant.', NAME_IT))
  }
  const status = readStatus(cells.get('status'), findings)
  if (reason && reason.length > REASON_LENGTH) {
    findings.push(finding('reason', `The reason has ${reason.length} characters; ${REASON_LENGTH} fit.`, 'Shorten it.'))
  }
  const about = aboutOf([cells.get('status'), conversionId ?? ref ?? clickId])
  if (findings.length > 0 || !status) return { ok: false, about, findings }
  const named = { conversionId, clickId, ref, advertiser, reason }
  const order = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
  return { ok: true, about, order: { ...order, status } }
}

const NAME_IT = 'Fill conversion_id, or click_id and cnv_conversion_id, or cnv_conversion_id and advertiser.'

function readStatus(text: string | undefined, findings: Finding[]): ConversionStatus | undefined {
  const status = ConversionStatus.safeParse(text?.toLowerCase())
  if (status.success) return status.data
  const message = text ? `"${text.slice(0, 60)}" is no status.` : 'The status is empty.'
  findings.push(finding('status', message, 'Write success or rejected.'))
  return undefined
}
