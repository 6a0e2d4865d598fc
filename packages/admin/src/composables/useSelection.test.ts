import { describe, expect, it } from 'vitest'
import { nextTick, reactive } from 'vue'
import { mountSetup } from '../test/mount'
import { useSelection } from './useSelection'

const row = (id: string) => ({ id })

async function selection(...ids: string[]) {
  const state = reactive({ rows: ids.map(row), scope: {} as object })
  const { result } = await mountSetup(() =>
    useSelection<{ id: string }>({
      rows: () => state.rows,
      keyOf: ({ id }) => id,
      label: ({ id }) => id,
      scope: () => state.scope,
    }),
  )
  return { chosen: result, state, keys: () => [...result.keys].toSorted().join('') }
}

describe('a selection', () => {
  it('takes rows one by one, and gives them back', async () => {
    const { chosen, keys } = await selection('a', 'b', 'c')
    expect(chosen.pageState).toBe('none')
    chosen.toggle(row('b'), false)
    chosen.toggle(row('c'), false)
    chosen.toggle(row('b'), false)
    expect([keys(), chosen.pageState, chosen.isSelected(row('b'))]).toEqual(['c', 'some', false])
  })

  it('takes all rows from the one before to this one, in either direction', async () => {
    const { chosen, keys } = await selection('a', 'b', 'c', 'd', 'e')
    chosen.toggle(row('d'), false)
    chosen.toggle(row('b'), true)
    expect(keys()).toBe('bcd')
    chosen.toggle(row('c'), true)
    // The last click took "c" out, and what lies between it and the one before.
    expect(keys()).toBe('d')
  })

  it('takes a single row where there is none before it on this page', async () => {
    const { chosen, state, keys } = await selection('a', 'b')
    chosen.toggle(row('a'), false)
    state.rows = ['c', 'd', 'e'].map(row)
    chosen.toggle(row('e'), true)
    expect([keys(), chosen.pageState]).toEqual(['ae', 'some'])
  })

  it('takes a page, and the whole list', async () => {
    const { chosen, state, keys } = await selection('a', 'b')
    chosen.togglePage()
    expect([keys(), chosen.pageState]).toEqual(['ab', 'all'])
    chosen.togglePage()
    expect([keys(), chosen.pageState]).toEqual(['', 'none'])
    chosen.selectAll()
    state.rows = ['c', 'd'].map(row)
    await nextTick()
    expect([chosen.isAll, chosen.isSelected(row('d')), chosen.pageState]).toEqual([true, true, 'all'])
    chosen.toggle(row('d'), false)
    expect([chosen.isAll, keys()]).toEqual([false, 'c'])
  })

  it('is gone when the list is narrowed to something else', async () => {
    const { chosen, state, keys } = await selection('a', 'b')
    chosen.toggle(row('a'), false)
    state.scope = { status: 'pending' }
    await nextTick()
    expect(keys()).toBe('')
  })
})
