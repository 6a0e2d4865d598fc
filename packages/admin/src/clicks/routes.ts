import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/clicks', component: () => import('./ClicksPage.vue') },
  { path: '/clicks/:clickId', component: () => import('./ClickPage.vue'), props: true },
]
