/*
 * A macro that the tracker did not replace, or a placeholder that nobody replaced by hand. Every syntax of the tracker
 * catalogue is known; a test walks through it.
 */

const WORD = String.raw`[\w.~:?!-]*[A-Za-z][\w.~:?! -]*`

/** Whole values that are certainly a macro: brackets of a known kind around a name. */
const FORMS = [
  /^[$#%]?\{+[^{}]*[A-Za-z][^{}]*\}+$/, // {sub1} {{link.query.id}} ${(x.~click_id)!} #{click.id}
  new RegExp(`^\\[+[=%]?${WORD}[=%]?\\]+$`), // [ml_sub1] [[clickid]] [=SID=] [%UID%]
  new RegExp(`^\\(+${WORD}\\)+$`), // (clickid)
  new RegExp(`^<+${WORD}>+$`), // <click id>
  /^!{2,3}\w*[A-Za-z]\w*!{2,3}$/, // !!!clickRef!!!
  /^#\w*[A-Za-z]\w*#$/, // #s2#
  /^%{1,2}\w*[A-Za-z]\w*%{1,2}$/, // %%CLICK%%
  /^(?:__\w*[A-Za-z]\w*__|\*\w*[A-Za-z]\w*\*|@\w*[A-Za-z]\w*@)$/, // __CLICKID__ *sub* @sub@
  /^(?:TOBEREPLACED|REPLACE_?ME)$/i,
]

const UUID_INSIDE = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/i

/** True where the whole value is a macro or placeholder. Never for a GUID in braces. */
export function isMacro(value: string): boolean {
  return value.length <= 200 && !UUID_INSIDE.test(value) && FORMS.some((form) => form.test(value))
}

/** Words that programs write where they had no value. */
export function isNothing(value: string): boolean {
  return /^(?:null|undefined|none|nil|nan|n\/a|\(null\)|\[object object\]|-|0)$/i.test(value)
}

// Marks that stand in macros and in no click ID, also where the macro was cut or something was put beside it.
const MACRO_MARK = /[{}[\]()<>]|!!|\$\w|%\w|\w%|#\w|\w#|__|\*\w+\*|@\w+@|^:\w+/
const NAMES = new Set(
  (
    'tobereplaced replaced replaceme replace macro placeholder click clickid clickref cid tid sid uid userid sub subid ' +
    'aff affiliate affsub pub publisher external externalid transaction transactionid your insert here value gk id'
  ).split(' '),
)

/** As `isMacro`, for the click ID: there, half a macro and the bare name of one are nothing else either. */
export function isClickMacro(value: string): boolean {
  if (isMacro(value)) return true
  if (!/[g-z]/i.test(value)) return false
  if (MACRO_MARK.test(value)) return true
  const words = value.toLowerCase().split(/[\s_.~-]+/)
  return (
    words.every((word) => /^[a-z]*\d{0,2}$/.test(word)) && words.some((word) => NAMES.has(word.replace(/\d+$/, '')))
  )
}
