import ui from '@nuxt/ui/vue-plugin'
import { PiniaColada } from '@pinia/colada'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach } from 'vitest'
import { type Component, defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, type Router, RouterView } from 'vue-router'
import UApp from '@nuxt/ui/components/App.vue'

const mounted: VueWrapper[] = []

afterEach(() => {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
  document.body.innerHTML = ''
})

interface Mounted {
  wrapper: VueWrapper
  router: Router
}

/** Mounts a component as the page at `path`, in a real router, store and Nuxt UI; `/elsewhere` is another page. */
export async function mountPage(page: Component, path = '/', props: Record<string, unknown> = {}): Promise<Mounted> {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/elsewhere', component: { render: () => h('p', 'Elsewhere') } },
      { path: '/:path(.*)*', component: page, props: () => props },
    ],
  })
  await router.push(path)
  const root = defineComponent({ render: () => h(UApp, null, { default: () => h(RouterView) }) })
  const wrapper = mount(root, {
    attachTo: document.body,
    global: { plugins: [createPinia(), PiniaColada, router, ui] },
  })
  mounted.push(wrapper)
  await flushPromises()
  return { wrapper, router }
}

/** A component whose setup is `use`; what it returned is in the answer, typed. */
export async function mountSetup<T>(use: () => T, path = '/'): Promise<Mounted & { result: T }> {
  let result: T | undefined
  const page = defineComponent({
    setup() {
      result = use()
      return () => h('div')
    },
  })
  const there = await mountPage(page, path)
  return { ...there, result: result as T }
}
