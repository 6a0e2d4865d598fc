import type { Fault } from '@gokart/shared'
import { useEventListener } from '@vueuse/core'
import { computed, inject, type InjectionKey, nextTick, provide, reactive, ref, toRaw, useId } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import type { z } from 'zod'
import { faultsOf, messageOf } from '../api'
import { useConfirm } from './useConfirm'
import { deepest, pointerOf } from './pointer'

interface FormOptions<V extends object, R> {
  initial: () => V
  /** The contract's own schema of the body, so that the browser says what the API would say. */
  schema?: z.ZodType
  save: (values: V) => Promise<R>
}

/** What a FormField needs of the form around it. */
export interface FormContext {
  id: string
  values: object
  register(pointer: string): void
  unregister(pointer: string): void
  faultAt(pointer: string): string | undefined
  /** Checks one field, when it is left. */
  touch(pointer: string): void
  /** Checks one field again that had a fault, when its value changes. */
  recheck(pointer: string): void
}

const FORM: InjectionKey<FormContext> = Symbol('form')
export const useFormContext = () => inject(FORM, undefined)

/** Values, faults (by JSON pointer) and saving of one form. Leaving the page with changes asks first. */
export function useForm<V extends object, R>({ initial, schema, save: send }: FormOptions<V, R>) {
  const id = useId()
  const values = reactive(initial()) as V
  const pristine = ref(JSON.stringify(values))
  const faults = ref<Record<string, string>>({})
  const problem = ref('')
  const saving = ref(false)
  const fields = new Set<string>()
  const isDirty = computed(() => JSON.stringify(values) !== pristine.value)

  const snapshot = (): V => structuredClone(deepRaw(values))

  function check(): Fault[] {
    const result = schema?.safeParse(snapshot())
    return (result?.error?.issues ?? []).map(({ path, message }) => ({ pointer: pointerOf(path), message }))
  }

  /** Puts each fault at the field that it is about, or at the one around it; what has no field is said above the form. */
  function show(found: Fault[]): void {
    const placed: Record<string, string> = {}
    const homeless: string[] = []
    for (const { pointer, message } of found) {
      const field = deepest(pointer, fields)
      if (field === undefined) homeless.push(message)
      else placed[field] ??= message
    }
    faults.value = placed
    problem.value = homeless.join(' ')
    void nextTick(() => focusFirst(id, placed))
  }

  function recheck(pointer: string): void {
    const fault = check().find((one) => deepest(one.pointer, fields) === pointer)
    const { [pointer]: _, ...others } = faults.value
    faults.value = fault ? { ...others, [pointer]: fault.message } : others
  }

  // What the API has refused stays said until the value changes, although the browser sees nothing wrong with it.
  const touch = (pointer: string) => pointer in faults.value || recheck(pointer)

  async function save(): Promise<R | undefined> {
    if (saving.value) return undefined
    const found = check()
    show(found)
    if (found.length > 0) return undefined
    saving.value = true
    try {
      const sent = snapshot()
      const answer = await send(sent)
      pristine.value = JSON.stringify(sent)
      return answer
    } catch (error) {
      const refused = faultsOf(error)
      show(refused)
      if (refused.length === 0) problem.value = messageOf(error)
      return undefined
    } finally {
      saving.value = false
    }
  }

  /** Takes new values as unchanged: after loading, or to throw changes away. */
  function reset(next: V = initial()): void {
    Object.assign(values, structuredClone(deepRaw(next)))
    pristine.value = JSON.stringify(values)
    faults.value = {}
    problem.value = ''
  }

  guardLeave(() => isDirty.value && !saving.value)

  provide(FORM, {
    id,
    values,
    register: (pointer) => fields.add(pointer),
    unregister: (pointer) => fields.delete(pointer),
    faultAt: (pointer) => faults.value[pointer],
    touch,
    recheck: (pointer) => pointer in faults.value && recheck(pointer),
  })

  return { values, faults, problem, saving, isDirty, save, reset }
}

function focusFirst(form: string, faults: Record<string, string>): void {
  const fields = document.querySelectorAll<HTMLElement>(`[data-form="${form}"]`)
  const first = [...fields].find((field) => (field.dataset['pointer'] ?? '') in faults)
  first?.querySelector<HTMLElement>('input, textarea, select, button, [tabindex]')?.focus()
}

function guardLeave(hasChanges: () => boolean): void {
  const confirm = useConfirm()
  onBeforeRouteLeave(async () => {
    if (!hasChanges()) return true
    return confirm({
      title: 'Leave without saving?',
      text: 'Your changes on this page will be lost.',
      action: 'Discard changes',
      cancel: 'Keep editing',
      danger: true,
    })
  })
  useEventListener(window, 'beforeunload', (event) => {
    if (hasChanges()) event.preventDefault()
  })
}

function deepRaw<T>(value: T): T {
  if (Array.isArray(value)) return value.map((one: unknown) => deepRaw(toRaw(one))) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(toRaw(value)).map(([key, one]) => [key, deepRaw(one)])) as T
}
