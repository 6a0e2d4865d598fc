import { ConversionStatus } from '@gokart/shared'
import { quote } from './text.js'

/** The status that a conversion starts with. A word that is none of ours counts as success, with a note. */
export function initialStatus(sent: string | undefined): { status: ConversionStatus; note?: string } {
  if (sent === undefined) return { status: 'success' }
  const status = ConversionStatus.safeParse(sent.toLowerCase())
  if (status.success) return { status: status.data }
  const note = `cnv_status ${quote(sent)} is none of pending, success and rejected; it was taken as success.`
  return { status: 'success', note }
}
