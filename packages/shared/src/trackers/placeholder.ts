import { isMacroName } from '../macros/vocabulary.js'

const LONGEST = 100

const MACRO_FORMS = [
  /^[$#]?\{+[^{}]*\}+$/, // {sub1} {{click_id}} ${SUBID} #{click.id}
  /^#[\w.]+#$/, // #s2#
  /^\[+[=%]?[\w.-]*[=%]?\]+$/, // [ml_sub1] [[[subid]]] [=SID=] [%UID%]
  /^\(+[\w-]*\)+$/, // (clickid)
  /^!{2,3}\w+!{2,3}$/, // !!!clickRef!!!
  /^%{1,2}\w+%{1,2}$/, // %%CLICK%%
  /^<[^<>]*>$/, // <click id>
  /^(?:\*\w+\*|@\w+@|--[\w-]+--)$/, // *sub* @sub@ --CLICK-ID--
]

// Words to be replaced by hand, as vendors print them in examples: YOUR_CLICK_ID, INSERT_TRANSACTION_ID_HERE.
const FILLER = /^(?:[A-Z]+(?:_[A-Z0-9]+)+|CLICKID|SUBID|REPLACE|OPTIONAL|TOBEREPLACED|AFFSESSIONID|X{3,}|gk_click_id)$/

/**
 * True where a parameter's value (percent-decoded) only marks the place of a value: another system's macro or a filler.
 * GoKart's own macros are none: `{pub_sub_1}` is there on purpose.
 */
export function isPlaceholder(value: string, parameter: string): boolean {
  if (value.length > LONGEST) return false
  const text = value.trim()
  if (isMacroName(text.slice(1, -1)) && text === `{${text.slice(1, -1)}}`) return false
  return (
    text.toLowerCase() === parameter.toLowerCase() || FILLER.test(text) || MACRO_FORMS.some((form) => form.test(text))
  )
}
