import { DIMENSION_NAMES, type DimensionName, DIMENSIONS, isGrain } from '@gokart/shared'
import { mayUse } from './drill'

/** Dimensions that may be chosen, in groups: periods, who and where, and those for which clicks are read. */
export function dimensionGroups(isOps: boolean, except: readonly DimensionName[] = []): DimensionName[][] {
  const open = DIMENSION_NAMES.filter((name) => mayUse(name, isOps) && !except.includes(name))
  const counted = (name: DimensionName) => DIMENSIONS[name].counted
  return [
    open.filter((name) => isGrain(name)),
    open.filter((name) => !isGrain(name) && counted(name)),
    open.filter((name) => !counted(name)),
  ].filter((group) => group.length > 0)
}

export function dimensionItems(groups: DimensionName[][], choose: (name: DimensionName) => void) {
  return groups.map((group) => [
    ...(DIMENSIONS[group[0]!].counted ? [] : [{ type: 'label' as const, label: 'Read from the clicks: takes longer' }]),
    ...group.map((name) => ({ label: DIMENSIONS[name].label, onSelect: () => choose(name) })),
  ])
}
