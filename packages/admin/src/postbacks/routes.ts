import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/postbacks', component: () => import('./PostbacksPage.vue') },
  { path: '/postbacks/:id', component: () => import('./PostbackPage.vue'), props: true },
]
