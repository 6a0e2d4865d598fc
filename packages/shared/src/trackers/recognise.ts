import type { LinkWarning } from '../tracker.js'
import { addClickParameter, type AddedText } from './add-click-parameter.js'
import { isMapped, OTHER_TRACKER } from './catalogue/index.js'
import { hasClickMacro } from './click-macro.js'
import { detectTracker } from './detect.js'
import type { Tracker } from './tracker.js'
import * as warn from './warnings.js'

export interface RecogniseOptions {
  /** Base of the postback URL, which goes into the links of some trackers. */
  postbackBase: string
  /** The user's own choice: nothing is detected then. */
  tracker?: Tracker | undefined
  /** The user's choice of parameter. */
  parameter?: string | undefined
}

export interface RecognisedLink {
  /** `other` where the tracker is known by name only (a warning names it); null where nothing was recognised. */
  trackerId: string | null
  /** `chosen`: by the user. Null: nothing was recognised. */
  confidence: 'host' | 'pattern' | 'chosen' | null
  /** The link with the click parameter. */
  trackingLink: string
  added: AddedText | null
  warnings: LinkWarning[]
}

/** Names the tracker of a pasted link and adds its click parameter: the answer of `POST /api/trackers/recognise`. */
export function recogniseTrackingLink(link: string, options: RecogniseOptions): RecognisedLink {
  const { tracker, confidence, warnings } = nameTracker(link, options)
  if (!tracker) return { trackerId: null, confidence: null, trackingLink: link, added: null, warnings }
  const result = addClickParameter(link, tracker, options)
  return {
    trackerId: isMapped(tracker) ? tracker.id : OTHER_TRACKER.id,
    confidence,
    trackingLink: result.link,
    added: result.added,
    warnings: [...warnings, ...result.warnings],
  }
}

interface Naming {
  tracker?: Tracker
  confidence: RecognisedLink['confidence']
  warnings: LinkWarning[]
}

function nameTracker(link: string, { tracker, parameter }: RecogniseOptions): Naming {
  if (tracker) return { tracker, confidence: 'chosen', warnings: [] }
  const found = detectTracker(link)
  if (!found) {
    if (parameter !== undefined) return { tracker: OTHER_TRACKER, confidence: 'chosen', warnings: [] }
    return { confidence: null, warnings: hasClickMacro(link) ? [] : [warn.notRecognised()] }
  }
  const { confidence, candidates } = found
  return { tracker: found.tracker, confidence, warnings: confidence === 'pattern' ? [warn.suggested(candidates)] : [] }
}
