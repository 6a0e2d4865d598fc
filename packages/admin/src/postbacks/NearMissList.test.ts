import { expect, it } from 'vitest'
import { mountPage } from '../test/mount'
import NearMissList from './NearMissList.vue'

const ID = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'

it('shows each suggestion with its remedy, and a copy button where there is an ID', async () => {
  const suggestions = [
    { kind: 'typo', message: 'One character is wrong.', remedy: 'Send the right one.', clickId: ID },
    { kind: 'macro', message: '"{sub1}" was not replaced.', remedy: 'Replace <b>it</b>.', clickId: null },
  ]
  const { wrapper } = await mountPage(NearMissList, '/', { suggestions })
  const [typo, macro] = wrapper.findAll('li')
  expect(typo?.text()).toContain(ID)
  expect(typo?.text()).toContain('Send the right one.')
  expect(typo?.find('button[aria-label="Copy Click ID"]').exists()).toBe(true)
  expect(macro?.text()).toBe('"{sub1}" was not replaced.Replace <b>it</b>.')
  expect(macro?.find('button').exists()).toBe(false)
})
