import { zoneOffset } from '@gokart/shared'
import type { Cell } from './table.js'

const QUARTER = 900_000

/** How cells are written as text. Moments have the offset of the reader's zone: `2026-11-27T15:04:05.123+01:00`. */
export function createCellText(zone: string): (cell: Cell) => string | number {
  const offsets = new Map<number, number>()

  /** Offsets change on whole quarters of an hour. */
  function offsetAt(at: number): number {
    const quarter = Math.floor(at / QUARTER)
    const known = offsets.get(quarter) ?? zoneOffset(zone, at)
    if (offsets.size > 10_000) offsets.clear()
    offsets.set(quarter, known)
    return known
  }

  function moment(text: string): string {
    if (zone === 'UTC') return text
    const at = Date.parse(text)
    const offset = offsetAt(at)
    return new Date(at + offset).toISOString().replace('Z', offsetText(offset))
  }

  return (cell) => {
    if (cell === null) return ''
    if (typeof cell === 'boolean') return cell ? 'yes' : ''
    if (typeof cell !== 'object') return cell
    if ('at' in cell) return cell.at === null ? '' : moment(cell.at)
    return cell.decimal ?? ''
  }
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60_000
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
