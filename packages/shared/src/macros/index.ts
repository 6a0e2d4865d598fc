export type { LintCode, LintFinding } from './finding.js'
export { lintTrackingLink } from './lint.js'
export { MAX_LINK_LENGTH } from './lint-characters.js'
export { lintDestination } from './lint-destination.js'
export { editDistance, nearestMacro } from './nearest.js'
export {
  type LinkSlot,
  type LinkTemplate,
  parseTemplate,
  type RefusedMacro,
  type RefusedPlace,
  type Template,
  type TemplateSlot,
} from './parse.js'
export { fillTemplate, type MacroValues, renderTemplate, renderWith } from './render.js'
export { isMacroName, MACRO_NAMES, type MacroName, MACROS } from './vocabulary.js'
