/** Families of tracking systems, as the catalogue's files have them; `other` is the one entry for everything else. */
export type TrackerKind = 'affiliate-network' | 'mobile-measurement' | 'ad-network' | 'media-buying' | 'other'

/**
 * How well a fact is known. `documented`: published by the vendor, or in a partner platform's official guide.
 * `inferred`: from third parties, or only one side is documented. `unknown`: not found.
 */
export type Confidence = 'documented' | 'inferred' | 'unknown'

/**
 * Where the click ID stands in the tracking link. `query`: a query parameter. `path`: a part of the path (see `pathSlot`).
 * `callback-url`: the whole postback URL, percent-encoded, is the parameter's value. `configured`: a query parameter
 * whose name is the choice of the tracker's user, so that `clickParam` is a suggestion.
 */
export type ClickPlacement = 'query' | 'path' | 'callback-url' | 'configured'

/**
 * How the tracker reports conversions. `macro-template`: calls a postback URL with macros. `fixed-params`: calls a URL
 * with parameter names of its own. `api-pull`: never calls, it is polled. `support-configured`: its support sets the call
 * up. `embedded-callback`: calls the URL that came in the tracking link. `unknown`: not found.
 */
export type PostbackMode =
  | 'macro-template'
  | 'fixed-params'
  | 'api-pull'
  | 'support-configured'
  | 'embedded-callback'
  | 'unknown'

/**
 * The form of a tracker's links on any host. `path`: source of a regular expression for the path. `params`: the query
 * parameters that must be there, each with the source of a regular expression for its value ('' takes any value).
 * The sources must run in linear time: they are tested against links that strangers paste.
 */
export interface UrlPattern {
  path?: string
  params?: Readonly<Record<string, string>>
}

/**
 * Where the click ID stands in a path: as segment number `segment`, counted from 1; or as `<parameter>:<click ID>`
 * behind the segment `<after>:...`, and never behind `<until>:...`, which swallows the rest of the link.
 */
export type PathSlot = { segment: number } | { after: string; until: string }

/** The form of the click IDs that a tracker makes itself: they come by mistake where GoKart's is asked for. */
export interface ClickIdFormat {
  /** What the tracker calls it. */
  name: string
  /** Source of a regular expression for the whole text, in linear time. */
  pattern: string
  /** Made up; of the pattern. */
  example: string
  /** Page that documents or shows it; null where it is well known from links in public. */
  source: string | null
}

/** The fields of which the catalogue knows how well it knows them. */
export type RatedField = 'clickParam' | 'clickMacro' | 'eventMacro' | 'amountMacro' | 'transactionMacro'

/**
 * A tracking system: what to put into its links and what it puts into postback URLs. Macros are opaque text, written
 * exactly as the tracker spells them. Null means not known, never "does not exist".
 */
export interface Tracker {
  id: string
  name: string
  kind: TrackerKind
  subkind?: string
  /** Host suffixes in lower case: `everflow.io` stands for itself and for everything below it. */
  hosts: readonly string[]
  urlPatterns: readonly UrlPattern[]
  /** Made up; shows the form of a link. */
  exampleLink: string | null
  /** Link parameter that takes the click ID. */
  clickParam: string | null
  /** Other parameters that may take it. */
  altClickParams: readonly string[]
  /** The macros that give those back; a parameter that is missing here has no known one. */
  altClickMacros?: Readonly<Record<string, string>>
  clickPlacement: ClickPlacement
  /** With `clickPlacement` `path` only. */
  pathSlot?: PathSlot
  /** The click parameter must stand before this one, which may swallow everything behind it. */
  insertBefore?: string
  /** Postback macro that gives the value of `clickParam` back. */
  clickMacro: string | null
  /** A part of `clickMacro` that the user must fill in by hand. */
  clickMacroBlank?: { text: string; instruction: string }
  eventMacro: string | null
  amountMacro: string | null
  transactionMacro: string | null
  postbackMode: PostbackMode
  /** Only where it is documented or well known. */
  clickIdFormat?: ClickIdFormat
  /** Menu path in the tracker's own pages where the postback URL goes. */
  setup?: string
  confidence: Confidence
  fieldConfidence: Readonly<Record<RatedField, Confidence>>
  /** Short sentences for the user. */
  notes: string
  /** Addresses of the pages that the entry rests on. */
  sources: readonly string[]
}
