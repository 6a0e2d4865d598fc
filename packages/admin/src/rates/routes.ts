import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/rates', component: () => import('./RatesPage.vue'), meta: { role: 'ops' } },
]
