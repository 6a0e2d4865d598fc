import type { LikelyCause } from '../live-test.js'
import type { PostbackUrl } from '../tracker.js'
import { clickParameterOf } from './click-macro.js'
import { splitLink } from './link-parts.js'
import type { Loss, SimulatedVisit } from './simulate/index.js'
import { findSlot, readSlots, sameName } from './slots.js'
import type { Tracker } from './tracker.js'

/** How an offer and its tracker are set up, as far as a test can be spoilt by it. */
export interface TestSetup {
  tracker: Tracker
  trackingLink: string
  /** The URL that stands in the tracker, as GoKart shows it. */
  postbackUrl: PostbackUrl
  /** Event IDs of an offer with several events; empty for one. */
  eventIds: readonly string[]
  /** The advertiser's postbacks must have a token. */
  tokenRequired: boolean
}

/** Why the click ID is not where the tracker reads it; nothing where it is. */
export function linkCauses({ tracker, trackingLink }: TestSetup, visit: SimulatedVisit): LikelyCause[] {
  const loss = visit.losses.find(({ parameter, why }) => parameter === visit.parameter && why !== 'characters')
  if (!loss) return []
  if (loss.why === 'absent') return [wrongPlace(tracker, trackingLink, visit.parameter)]
  return [tooNarrow(tracker, loss)]
}

function wrongPlace(tracker: Tracker, link: string, parameter: string): LikelyCause {
  const used = clickParameterOf(link)
  const place = parameter === '' ? 'its place in the path' : parameter
  const renamed = used === undefined || parameter === '' ? undefined : renameParameter(link, used, parameter)
  return {
    title: `${tracker.name} reads the click ID from ${place}, and it does not come there.`,
    remedy: used
      ? `In the tracking link it stands in ${used}: put {gk_click_id} into ${place}.`
      : `Put {gk_click_id} into ${place} of the tracking link.`,
    copy: renamed === undefined ? null : { label: 'Tracking link', text: renamed },
  }
}

/** Undefined where the other one is in the link already: whose value it is only the user knows. */
function renameParameter(link: string, from: string, to: string): string | undefined {
  const { query } = splitLink(link)
  const slots = query ? readSlots(link, query).slots : []
  const slot = findSlot(slots, from)
  if (!slot || findSlot(slots, to)) return undefined
  return link.slice(0, slot.start) + to + link.slice(slot.start + slot.name.length)
}

function tooNarrow({ name, altClickParams }: Tracker, { parameter, why, sent, kept }: Loss): LikelyCause {
  const others = altClickParams.filter((other) => !sameName(other, parameter))
  const remedy =
    others.length > 0
      ? `Use another parameter for {gk_click_id}: ${others.join(', ')}.`
      : `Ask ${name} for a parameter that takes 36 characters.`
  const title =
    why === 'cut'
      ? `${name} keeps ${kept.length} characters of ${parameter}, and ${sent.length} were sent.`
      : `${name} takes IDs out of ${parameter}.`
  return { title, remedy, copy: null }
}

/** Why no postback comes, the likeliest first: what this tracker cannot do, then what is usually forgotten. */
export function postbackCauses(setup: TestSetup, visit?: SimulatedVisit): LikelyCause[] {
  return [
    ...(visit ? linkCauses(setup, visit) : []),
    ...limits(setup),
    notSaved(setup),
    ...spelling(setup),
    ...token(setup),
    ...events(setup),
    notYet(setup),
  ]
}

/** What this tracker cannot do, whatever is put into it. */
export function limits({ tracker, postbackUrl }: TestSetup): LikelyCause[] {
  if (!postbackUrl.caveat) return []
  const title = TITLES[tracker.postbackMode].replace('TRACKER', tracker.name)
  return [{ title, remedy: postbackUrl.caveat, copy: copyOf(postbackUrl) }]
}

const TITLES: Record<Tracker['postbackMode'], string> = {
  'macro-template': 'This offer needs more than one postback URL in TRACKER.',
  'embedded-callback': 'TRACKER calls the URL that stands in the tracking link.',
  'api-pull': 'TRACKER never calls a postback URL.',
  'support-configured': 'TRACKER sends postbacks only once its support has set them up.',
  'fixed-params': 'TRACKER cannot fill in this postback URL.',
  unknown: 'It is not known whether TRACKER can call this postback URL.',
}

function notSaved({ tracker: { name, setup }, postbackUrl }: TestSetup): LikelyCause {
  const where = setup === undefined ? `Look for the postbacks, or server-to-server callbacks, of ${name}` : setup
  return {
    title: `The postback URL is not in ${name}, or not for this offer.`,
    remedy: `${where.replace(/[.:\s]+$/, '')}: put this URL in, save it, and see that it is switched on for this offer.`,
    copy: copyOf(postbackUrl),
  }
}

function spelling({ tracker: { name, clickMacro }, postbackUrl }: TestSetup): LikelyCause[] {
  if (postbackUrl.replace) {
    const { text, instruction } = postbackUrl.replace
    return [{ title: `${text} still stands in the URL.`, remedy: instruction, copy: null }]
  }
  const used = postbackUrl.segments.find(({ kind }) => kind === 'tracker-macro')?.text ?? clickMacro
  if (used === null) return []
  const remedy = `${name} fills in ${used} only as it stands here: capitals and brackets count, and none of it may be percent-encoded.`
  return [{ title: `The macro ${used} was changed on the way.`, remedy, copy: null }]
}

function token({ tokenRequired, tracker: { name } }: TestSetup): LikelyCause[] {
  if (!tokenRequired) return []
  const remedy = `The URL in ${name} must end with &token=... as it does here: without it the postback is rejected, and cannot be told to be yours.`
  return [{ title: 'The token was left out.', remedy, copy: null }]
}

function events({ eventIds, tracker: { name, eventMacro } }: TestSetup): LikelyCause[] {
  if (eventIds.length === 0) return []
  const ids = eventIds.join(', ')
  const remedy =
    eventMacro === null
      ? `Put one URL at each event of ${name}; the offer’s page has them.`
      : `${name} sends its own name of the event: it must be one of ${ids}, with the same capitals. Else use the URL of each event.`
  return [{ title: `No event of ${name} fires that the offer knows.`, remedy, copy: null }]
}

function notYet({ tracker: { name } }: TestSetup): LikelyCause {
  return {
    title: 'The conversion has not happened yet.',
    remedy: `Finish what counts as one on the page that the test link led to. Some trackers hold tests back, or send only when a conversion is approved: look at the conversions in ${name}.`,
    copy: null,
  }
}

function copyOf({ url }: PostbackUrl): LikelyCause['copy'] {
  return { label: 'Postback URL', text: url }
}
