import type { AdvertiserInput } from '@gokart/shared'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mountPage } from '../test/mount'
import AdvertiserForm from './AdvertiserForm.vue'
import { approvalWords, statusWordsText } from './policy'

let sent: AdvertiserInput[]
const send = async (values: AdvertiserInput) => sent.push(values)

beforeEach(() => {
  sent = []
  const empty = JSON.stringify({ items: [], total: 0, page: 1, pageSize: 25 })
  vi.stubGlobal('fetch', async () => new Response(empty, { headers: { 'content-type': 'application/json' } }))
})
afterEach(() => vi.unstubAllGlobals())

async function mountForm(): Promise<VueWrapper> {
  const { wrapper } = await mountPage(AdvertiserForm, '/form', { action: 'Save', send })
  await wrapper.get('[data-pointer="/name"] input').setValue('Acme')
  return wrapper
}
async function press(wrapper: VueWrapper, name: string) {
  const buttons = wrapper.findAll('button')
  await buttons.find((button) => button.text() === name || button.attributes('aria-label') === name)!.trigger('click')
  await flushPromises()
}
async function save(wrapper: VueWrapper) {
  await wrapper.get('form').trigger('submit')
  await flushPromises()
}

test('an advertiser without rules of its own is sent with none', async () => {
  const wrapper = await mountForm()
  await save(wrapper)
  expect(sent).toMatchObject([
    { statusWords: [], ipAllowList: [], always200: false, approval: 'automatic', pendingDays: 0 },
  ])
})

test('addresses are read line by line, and a wrong one is named', async () => {
  const wrapper = await mountForm()
  const field = wrapper.get('[data-pointer="/ipAllowList"]')
  await field.get('textarea').setValue('203.0.113.0/24\n\n 2001:db8::1 , 300.1.1.1')
  await save(wrapper)
  expect(sent).toEqual([])
  expect(field.get('[data-slot=error]').text()).toContain('"300.1.1.1" is neither an IP address nor a range')
  await field.get('textarea').setValue('203.0.113.0/24\n\n 2001:db8::1 ,')
  await save(wrapper)
  expect(sent).toMatchObject([{ ipAllowList: ['203.0.113.0/24', '2001:db8::1'] }])
})

test('status words are added and removed, the keyboard stays with them, and one that stands twice is refused', async () => {
  const wrapper = await mountForm()
  const word = (index: number) => wrapper.get<HTMLInputElement>(`[data-pointer="/statusWords/${index}/word"] input`)
  for (const [index, text] of ['approved', 'paid', 'Approved'].entries()) {
    await press(wrapper, 'Add status word')
    expect(document.activeElement).toBe(word(index).element)
    await word(index).setValue(text)
  }
  await save(wrapper)
  expect(sent).toEqual([])
  expect(wrapper.get('[data-pointer="/statusWords/2/word"] [data-slot=error]').text()).toContain('stands here twice')
  await press(wrapper, 'Remove status word 1')
  expect(document.activeElement).toBe(word(0).element)
  await save(wrapper)
  expect(sent[0]?.statusWords.map((one) => one.word)).toEqual(['paid', 'Approved'])
})

test('approval and words are told in words', () => {
  expect(approvalWords({ approval: 'manual', pendingDays: 3 })).toBe('By hand')
  expect(approvalWords({ approval: 'automatic', pendingDays: 0 })).toBe('At once')
  expect(approvalWords({ approval: 'automatic', pendingDays: 1 })).toBe('After 1 day as pending')
  expect(statusWordsText({ statusWords: [] })).toBe('None of its own')
  expect(statusWordsText({ statusWords: [{ word: 'ok', status: 'success' }] })).toBe('ok = Success')
})
