import type { LikelyCause, LiveStep, LiveTest, Offer, StoryPostback } from '@gokart/shared'
import { linkCauses, postbackCauses, type SimulatedVisit, type TestSetup } from '@gokart/shared/trackers'
import type { SentClick } from '../clicks/test-clicks.js'

/** What is known of a test at one moment. */
export interface TestFacts {
  readonly now: Date
  readonly startedAt: Date
  readonly offer: Pick<Offer, 'status' | 'events'>
  readonly setup: TestSetup
  readonly click: SentClick | undefined
  /** What the tracker has of the location that was sent. */
  readonly visit: SimulatedVisit | undefined
  readonly postbacks: readonly StoryPostback[]
  readonly conversions: LiveTest['conversions']
  readonly strays: readonly StoryPostback[]
}

/** From then on a step that did not come is missing. */
const CLICK_LATE_MS = 20_000
const POSTBACK_LATE_MS = 45_000

/** The four steps of a test. Pure. */
export function liveSteps(facts: TestFacts): LiveStep[] {
  return [clickStep(facts), destinationStep(facts), postbackStep(facts), conversionStep(facts)]
}

function step(name: LiveStep['step'], state: LiveStep['state'], message: string, more: Partial<LiveStep> = {}) {
  return { step: name, state, at: null, causes: [], message, ...more } satisfies LiveStep
}

function clickStep({ click, now, startedAt, offer }: TestFacts): LiveStep {
  if (click) {
    const kind = click.trafficClass === 'human' ? '' : ` It looked like a ${click.trafficClass}, not like a person.`
    return step('click', 'done', `The test link was followed.${kind}`, { at: click.createdAt })
  }
  if (now.getTime() - startedAt.getTime() < CLICK_LATE_MS) {
    return step('click', 'waiting', 'Open the test link, or let the tracker be simulated.')
  }
  return step('click', 'missing', 'Nobody has followed the test link yet.', { causes: noClick(offer) })
}

function noClick({ status }: TestFacts['offer']): LikelyCause[] {
  const causes: LikelyCause[] = [
    {
      title: 'The test link was not opened.',
      remedy: 'Open it in a new tab. It is good for half an hour; a new one is made when this page is loaded again.',
      copy: null,
    },
    {
      title: 'The link was opened without its mark.',
      remedy: 'Copy the whole link, with ?gk_test=...: without it the click is a real one, and is not followed here.',
      copy: null,
    },
  ]
  return status === 'active' ? causes : [notActive(status), ...causes]
}

function notActive(status: string): LikelyCause {
  return {
    title: `The offer is ${status}: nobody is sent to its tracking link.`,
    remedy: 'Make the offer active, and test again.',
    copy: null,
  }
}

function destinationStep({ click, visit, setup, offer }: TestFacts): LiveStep {
  if (!click) return step('destination', 'waiting', 'Then the visitor is sent to the tracking link.')
  const at = click.createdAt
  if (!visit) {
    const cause = offer.status === 'active' ? started(click.outcome) : notActive(offer.status)
    return step('destination', 'failed', 'The visitor was not sent to the tracking link.', { at, causes: [cause] })
  }
  const { name } = setup.tracker
  const place = visit.parameter === '' ? 'its place in the path' : visit.parameter
  if (sameId(visit.clickId, click.clickId)) {
    return step(
      'destination',
      'done',
      `The visitor was sent on with the click ID in ${place}, where ${name} reads it.`,
      {
        at,
      },
    )
  }
  const causes = linkCauses(setup, visit)
  return step('destination', 'failed', `${name} does not get the click ID where it reads it.`, { at, causes })
}

function started(outcome: string): LikelyCause {
  return {
    title: `The offer does not take visitors now (${outcome.replaceAll('_', ' ')}).`,
    remedy: 'Look at the status of the offer and at its start and end, and test again.',
    copy: null,
  }
}

/** GoKart puts dashes and small letters back. */
function sameId(kept: string, clickId: string): boolean {
  const plain = (id: string) => id.replaceAll('-', '').toLowerCase()
  return plain(kept) === plain(clickId)
}

function postbackStep({ click, visit, postbacks, strays, now, setup }: TestFacts): LiveStep {
  const [first] = postbacks
  const { name } = setup.tracker
  if (first) {
    const times = postbacks.length === 1 ? 'A postback' : `${postbacks.length} postbacks`
    return step('postback', 'done', `${times} came with the click ID.`, { at: first.receivedAt })
  }
  if (!click) return step('postback', 'waiting', `Then ${name} calls the postback URL.`)
  const [stray] = strays
  if (stray) {
    const message = 'A postback came without a click ID that GoKart knows; it may be of this test.'
    return step('postback', 'failed', message, { at: stray.receivedAt, causes: [causeOf(stray)] })
  }
  if (now.getTime() - Date.parse(click.createdAt) < POSTBACK_LATE_MS) {
    return step('postback', 'waiting', `Now convert on the page: GoKart waits for the postback of ${name}.`)
  }
  const causes = postbackCauses(setup, visit)
  return step('postback', 'missing', `${name} has not called the postback URL with this click ID.`, { causes })
}

function causeOf({ message, remedy, correctedUrl }: StoryPostback): LikelyCause {
  const copy = correctedUrl === null ? null : { label: 'Corrected URL', text: correctedUrl }
  return { title: message, remedy: remedy ?? '', copy }
}

function conversionStep({ postbacks, conversions, offer }: TestFacts): LiveStep {
  const [first] = conversions
  if (first) {
    const converted = new Set(conversions.map(({ eventId }) => eventId))
    const open = offer.events.filter(({ eventId }) => !converted.has(eventId)).map(({ name }) => name)
    const more = open.length > 0 ? ` Not yet: ${open.join(', ')}.` : ''
    const made = conversions.length === 1 ? 'The conversion' : `${conversions.length} conversions`
    const message = `${made} reached GoKart, marked as a test.${more}`
    return step('conversion', 'done', message, { at: first.convertedAt })
  }
  const last = postbacks.at(-1)
  if (!last) return step('conversion', 'waiting', 'Then the conversion is credited, marked as a test.')
  if (last.outcome === 'queued') return step('conversion', 'waiting', last.message)
  return step('conversion', 'failed', 'The postback was not credited.', {
    at: last.receivedAt,
    causes: [causeOf(last)],
  })
}
