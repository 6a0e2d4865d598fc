import type { Tracker } from './tracker.js'

/** What a tracker that cannot call a postback URL with macros cannot do, and what to do instead. */
export function caveatOf(tracker: Tracker): string | undefined {
  const { name } = tracker
  const parameter = tracker.clickParam ?? 'the parameter that carries the click ID'
  switch (tracker.postbackMode) {
    case 'macro-template':
      return undefined
    case 'embedded-callback':
      return `${name} has no place for a postback URL: it calls the one that stands in ${parameter} of the tracking link. GoKart puts this URL there, percent-encoded, and fills in the click ID at each click.`
    case 'api-pull':
      return `${name} does not call postback URLs: its conversions can only be read from its API. Let a system of your own read them and call this URL once for each, with the value of ${parameter} in place of TOBEREPLACED.`
    case 'support-configured':
      return `${name} sets postbacks up on request only. Send this URL to its support, and say that the value of ${parameter} goes in place of TOBEREPLACED.`
    case 'fixed-params':
      return `${name} sends postbacks with parameter names of its own and cannot fill in this URL. Let a small service of your own receive them and call this URL, with the value of ${parameter} in place of TOBEREPLACED.`
    case 'unknown':
      return `It is not known whether ${name} can call a postback URL. Ask its support, and which macro gives back the value of ${parameter}.`
  }
}
