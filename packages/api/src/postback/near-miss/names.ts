const MOST = 3

/** "Everflow", "Everflow and Affise", "Everflow, Affise, TUNE and 4 others". */
export function nameList(names: readonly string[], joint = 'and'): string {
  const others = names.length - MOST
  const shown = others > 0 ? [...names.slice(0, MOST), `${others} ${others === 1 ? 'other' : 'others'}`] : names
  const last = shown.at(-1) ?? ''
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} ${joint} ${last}` : last
}
