import { createHash } from 'node:crypto'
import { CONVERSION_COLUMNS, type Finding } from '@gokart/shared'
import { bytesToUuid } from '../db/uuid.js'
import { emailHash } from '../postback/fingerprint.js'
import { aboutOf, finding, type Cells, type ReadLine } from './line.js'

/** A postback as a line orders it. */
export interface ConversionOrder {
  /** Unix ms: when the conversion happened. */
  readonly time: number
  /** Parameters of the postback, in the order of the documentation. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

interface Reading {
  readonly now: Date
  /** Whether the advertiser keeps emails; else only their hash is kept, here too. */
  readonly keepEmail: boolean
}

/** What a line needs to be a postback; everything else is the matter of the rules. */
export function readConversionLine(cells: Cells, { now, keepEmail }: Reading): ReadLine<ConversionOrder> {
  const findings: Finding[] = []
  const time = readTime(cells.get('time'), now, findings)
  if (!cells.has('gk_click_id')) {
    findings.push(
      finding('gk_click_id', 'gk_click_id is empty.', 'Write the click ID as it came in the tracking link.'),
    )
  }
  const shown = ['gk_click_id', 'cnv_event_id', 'cnv_conversion_id', 'cnv_amount'].map((name) => cells.get(name))
  const about = aboutOf(shown)
  if (findings.length > 0 || time === undefined) return { ok: false, about, findings }
  const parameters = CONVERSION_COLUMNS.flatMap((name) => {
    const value = name === 'time' ? undefined : cells.get(name)
    if (value === undefined) return []
    return [[name, name === 'cnv_email' && !keepEmail ? emailHash(value) : value] as const]
  })
  return { ok: true, about, order: { time, parameters } }
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i
const WRITE_TIME = 'Write it as 2026-11-22 21:05:42 in UTC, or with its offset, as 2026-11-22T22:05:42+01:00.'
/** Before that there was no click to convert; clocks of others may be ahead of ours by so much. */
const EARLIEST = Date.UTC(2000, 0, 1)
const AHEAD_MS = 5 * 60_000

function readTime(text: string | undefined, now: Date, findings: Finding[]): number | undefined {
  const add = (message: string) => void findings.push(finding('time', message, WRITE_TIME))
  if (!text) return add('The time is empty.')
  const [, day, clock = '00:00:00', zone = 'Z'] = TIME.exec(text) ?? []
  const offset = /^(?:Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/^(.\d\d):?/, '$1:')
  const time = day === undefined ? Number.NaN : Date.parse(`${day}T${clock.slice(0, 12)}${offset}`)
  // 31 February is read as a day of March by some parsers, and refused by others.
  const isDay = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day)
  if (Number.isNaN(time) || !isDay) return add(`"${text.slice(0, 60)}" is no time.`)
  if (time < EARLIEST) return add(`${day} is too long ago.`)
  if (time > now.getTime() + AHEAD_MS) return add(`"${text}" lies in the future.`)
  return Math.min(time, now.getTime())
}

/**
 * The ID of the postback of a line: the same for the same line of the same advertiser, so that importing it again finds it there.
 * `occurrence` tells equal lines of one file apart. The ID starts with the line's time, as IDs of postbacks do.
 */
export function postbackIdOf(advertiserId: number, order: ConversionOrder, occurrence: number): string {
  const identity = JSON.stringify(['import', advertiserId, order.time, order.parameters, occurrence])
  const bytes = createHash('sha256').update(identity).digest().subarray(0, 16)
  bytes.writeUIntBE(order.time, 0, 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return bytesToUuid(bytes)
}
