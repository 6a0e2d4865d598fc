import type { LinkWarning } from '../tracker.js'
import { CLICK_MACRO } from './click-macro.js'
import type { Span } from './link-parts.js'
import { isPlaceholder } from './placeholder.js'
import { decode } from './slots.js'
import type { Tracker } from './tracker.js'

const LONGEST_SHOWN = 40

function warning(code: string, message: string, more: { remedy?: string; fix?: string } = {}): LinkWarning {
  return { code, severity: 'warning', message, ...more }
}

export function notRecognised(): LinkWarning {
  return warning('tracker_not_recognised', 'This link is of no tracker that we know.', {
    remedy: 'Choose the tracker, or choose “Other tracker” and type the parameter that takes the click ID.',
  })
}

export function suggested([tracker, ...others]: readonly Tracker[]): LinkWarning {
  const more = others.length > 0 ? ` It may also be of ${others.map(({ name }) => name).join(', ')}.` : ''
  return warning('tracker_suggested', `This looks like a link of ${tracker?.name}.${more}`, {
    remedy: 'Check it, and choose another tracker if it is wrong.',
  })
}

export function parameterUnknown(tracker: Tracker): LinkWarning {
  return warning('parameter_unknown', `The link parameter of ${tracker.name} that takes the click ID is not known.`, {
    remedy: `Ask the advertiser which one it is, and type its name. ${tracker.notes}`,
  })
}

export function parameterInvalid(parameter: string): LinkWarning {
  return warning('parameter_invalid', `“${shown(parameter)}” cannot be the name of a link parameter.`, {
    remedy: 'Type the name only, like click_id.',
  })
}

export function postbackBaseMissing(tracker: Tracker): LinkWarning {
  return warning('postback_base_missing', `${tracker.name} needs the postback URL inside the link, and none was given.`)
}

export function pathIncomplete(tracker: Tracker): LinkWarning {
  const example = tracker.exampleLink === null ? '' : ` A complete link looks like ${tracker.exampleLink}`
  return warning('path_incomplete', `The path of this ${tracker.name} link ends before the place of the click ID.`, {
    remedy: `Paste the complete link.${example}`,
  })
}

export function configuredName(tracker: Tracker, parameter: string): LinkWarning {
  return warning('parameter_configured', `The users of ${tracker.name} choose this parameter’s name themselves.`, {
    remedy: `Make sure that ${parameter} is set for the external ID in the traffic source, or type the name that is.`,
  })
}

export function routedFragment(fix: string): LinkWarning {
  return warning('routed_fragment', 'The parameter was added before the #, where servers read it.', {
    remedy: 'If the page reads its parameters behind the #, put it there.',
    fix,
  })
}

export function otherParameter(tracker: Tracker, own: string, used: string): LinkWarning {
  return warning(
    'other_parameter',
    `The click ID stands in ${used}, which ${tracker.name} is not known to give back.`,
    {
      remedy: `${tracker.name} takes it in ${own}.`,
    },
  )
}

/** The place has a value. Only a plain placeholder gets a fix: any other value may matter. */
export function taken(
  link: string,
  span: Span,
  { value, parameter, tracker }: { value: string; parameter: string; tracker: Tracker },
): LinkWarning {
  const present = decode(link.slice(span.start, span.end))
  const place = parameter === '' ? 'The place of the click ID' : parameter
  if (isPlaceholder(present, parameter)) {
    return warning('placeholder', `${place} holds the placeholder ${shown(present)}.`, {
      remedy: `Replace it with ${value === CLICK_MACRO ? CLICK_MACRO : 'the postback URL'}.`,
      fix: link.slice(0, span.start) + value + link.slice(span.end),
    })
  }
  const others = tracker.altClickParams.filter((name) => name !== parameter)
  const choice = others.length > 0 ? `, or choose another parameter: ${others.join(', ')}` : ''
  return warning('occupied', `${place} has a value already: ${shown(present)}.`, {
    remedy: `Replace the value with ${CLICK_MACRO} if it is not needed${choice}.`,
  })
}

function shown(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}
