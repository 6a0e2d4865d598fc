import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/system', component: () => import('./SystemPage.vue'), meta: { role: 'ops' } },
]
