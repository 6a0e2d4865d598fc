import { ApiProblem, type Fault } from '@gokart/shared'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { z } from 'zod'
import FormField from '../components/FormField.vue'
import { mountPage } from '../test/mount'
import { useForm } from './useForm'

const Schema = z.object({
  name: z.string().min(1, 'Must not be empty'),
  email: z.string().includes('@', { message: 'Must be an email address' }),
  events: z.array(z.object({ payout: z.string() })),
})
const initial = () => ({ name: '', email: '', events: [{ payout: '1' }] })
type Values = ReturnType<typeof initial>
type Save = (values: Values) => Promise<unknown>

const refuse = (faults: Fault[]) =>
  new ApiProblem({
    type: 'urn:gokart:problem:validation_failed',
    code: 'validation_failed',
    title: 'Some values are not valid',
    status: 422,
    requestId: 'r1',
    faults,
  })

async function mountForm(save: Save) {
  let form: ReturnType<typeof useForm<Values, unknown>> | undefined
  const field = (pointer: string, key: 'name' | 'email') =>
    h(FormField, { pointer, label: key }, () =>
      h('input', {
        id: key,
        value: form?.values[key],
        onInput: (event: Event) => form && (form.values[key] = (event.target as HTMLInputElement).value),
      }),
    )
  const page = defineComponent({
    setup() {
      form = useForm({ initial, schema: Schema, save })
      return () =>
        h('form', [
          field('/name', 'name'),
          field('/email', 'email'),
          h(FormField, { pointer: '/events', label: 'Events' }),
        ])
    },
  })
  const { wrapper, router } = await mountPage(page, '/form')
  const type = (key: string, text: string) => wrapper.get(`#${key}`).setValue(text)
  const faultOf = (pointer: string) => wrapper.find(`[data-pointer="${pointer}"] [data-slot=error]`)
  return { wrapper, router, form: form!, type, faultOf }
}

const text = (found: ReturnType<VueWrapper['find']>) => (found.exists() ? found.text() : undefined)

describe('useForm', () => {
  it('checks a field when it is left, and that one only', async () => {
    const { wrapper, faultOf } = await mountForm(vi.fn<Save>())
    ;(wrapper.get('#email').element as HTMLInputElement).focus()
    await wrapper.get('#email').trigger('focusout')
    expect(text(faultOf('/email'))).toBe('Must be an email address')
    expect(faultOf('/name').exists()).toBe(false)
  })

  it('shows all faults on save, focuses the first field, and sends nothing', async () => {
    const save = vi.fn<Save>()
    const { form, faultOf } = await mountForm(save)
    await form.save()
    await flushPromises()
    expect(text(faultOf('/name'))).toBe('Must not be empty')
    expect(text(faultOf('/email'))).toBe('Must be an email address')
    expect(document.activeElement?.id).toBe('name')
    expect(save).not.toHaveBeenCalled()
  })

  it('takes a fault away as soon as the value is right', async () => {
    const { form, type, faultOf } = await mountForm(vi.fn<Save>())
    await form.save()
    await type('name', 'Acme')
    await flushPromises()
    expect(faultOf('/name').exists()).toBe(false)
    expect(faultOf('/email').exists()).toBe(true)
  })

  it('puts faults of the API at their fields or around them, others above, until the value changes', async () => {
    const faults = [
      { pointer: '/body/email', message: 'Is taken' },
      { pointer: '/body/events/0/payout', message: 'Too much' },
      { pointer: '/body/version', message: 'Someone was faster.' },
    ]
    const { wrapper, form, type, faultOf } = await mountForm(() => Promise.reject(refuse(faults)))
    await type('name', 'Acme')
    await type('email', 'a@acme.example')
    await form.save()
    await flushPromises()
    expect(text(faultOf('/email'))).toBe('Is taken')
    expect(text(faultOf('/events'))).toBe('Too much')
    expect(form.problem.value).toBe('Someone was faster.')
    expect(document.activeElement?.id).toBe('email')
    await wrapper.get('#email').trigger('focusout')
    expect(text(faultOf('/email'))).toBe('Is taken')
    await type('email', 'b@acme.example')
    await flushPromises()
    expect(faultOf('/email').exists()).toBe(false)
  })

  it('says what went wrong where it is about no field', async () => {
    const { form, type } = await mountForm(() => Promise.reject(new TypeError('fetch failed')))
    await type('name', 'Acme')
    await type('email', 'a@acme.example')
    await form.save()
    expect(form.problem.value).toBe('GoKart did not answer. Check your connection and try again.')
    expect(form.saving.value).toBe(false)
    expect(form.isDirty.value).toBe(true)
  })

  it('sends once however often save is pressed, and is clean afterwards', async () => {
    let answer: (value: string) => void = () => {}
    const save = vi.fn<Save>(() => new Promise<string>((resolve) => (answer = resolve)))
    const { form, type } = await mountForm(save)
    await type('name', 'Acme')
    await type('email', 'a@acme.example')
    const first = form.save()
    const second = form.save()
    expect(form.saving.value).toBe(true)
    answer('saved')
    expect(await first).toBe('saved')
    expect(await second).toBeUndefined()
    expect(save).toHaveBeenCalledOnce()
    expect(form.isDirty.value).toBe(false)
  })

  it('sends a copy: what is typed meanwhile is not saved and stays a change', async () => {
    let sent: Values | undefined
    let finish: () => void = () => {}
    const { form, type } = await mountForm((values) => {
      sent = values
      return new Promise<void>((resolve) => (finish = resolve))
    })
    await type('name', 'Acme')
    await type('email', 'a@acme.example')
    const saving = form.save()
    await type('name', 'Acme Inc')
    finish()
    await saving
    expect(sent?.name).toBe('Acme')
    expect(form.isDirty.value).toBe(true)
  })

  it('asks before changes are left behind', async () => {
    const { router, type } = await mountForm(vi.fn<Save>())
    const dialogButton = (name: string) =>
      [...document.querySelectorAll<HTMLButtonElement>('[role=dialog] button')].find((one) =>
        one.textContent?.includes(name),
      )
    await type('name', 'Acme')
    const staying = router.push('/elsewhere')
    await vi.waitFor(() => expect(dialogButton('Keep editing')).toBeDefined())
    dialogButton('Keep editing')?.click()
    await staying
    expect(router.currentRoute.value.path).toBe('/form')
    const leaving = router.push('/elsewhere')
    await vi.waitFor(() => expect(dialogButton('Discard changes')).toBeDefined())
    dialogButton('Discard changes')?.click()
    await leaving
    expect(router.currentRoute.value.path).toBe('/elsewhere')
  })

  it('does not ask where nothing has changed', async () => {
    const { router, form, type } = await mountForm(vi.fn<Save>())
    await type('name', 'Acme')
    form.reset()
    await router.push('/elsewhere')
    expect(router.currentRoute.value.path).toBe('/elsewhere')
  })
})
