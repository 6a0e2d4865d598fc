import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/users', component: () => import('./UsersPage.vue'), meta: { role: 'ops' } },
]
