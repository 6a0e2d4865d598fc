import { ConversionStatus } from '@gokart/shared'
import { quote } from './text.js'

/**
 * The status that a conversion starts with. A word that is none of ours may mean "declined" as well as "paid": such a conversion
 * waits as pending, with a note, so that nobody is charged for it unseen.
 */
export function initialStatus(sent: string | undefined): { status: ConversionStatus; note?: string } {
  if (sent === undefined) return { status: 'success' }
  const status = ConversionStatus.safeParse(sent.toLowerCase())
  if (status.success) return { status: status.data }
  const note = `cnv_status ${quote(sent)} is none of pending, success and rejected; the conversion waits as pending.`
  return { status: 'pending', note }
}
