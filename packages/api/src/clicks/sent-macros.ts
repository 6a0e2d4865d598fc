import type { SentMacro } from '@gokart/shared'
import { parseTemplate } from '@gokart/shared/macros'
import { placeInLink } from '@gokart/shared/trackers'
import { macroValues } from './click-destination.js'
import type { ClickStoryRecord } from './click.repo.js'

/** The macros of the link that the visitor was sent along, in its order; none where nobody was sent. */
export function sentMacros(click: ClickStoryRecord): SentMacro[] {
  if (click.outcome !== 'sent' || click.tracking_link === null) return []
  const link = click.tracking_link
  const values = macroValues(click)
  return parseTemplate(link).slots.map(({ name, start }) => ({
    name,
    value: values[name] ?? '',
    ...placeInLink(link, start),
  }))
}
