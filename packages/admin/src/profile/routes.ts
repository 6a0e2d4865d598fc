import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/profile', redirect: '/profile/account' },
  { path: '/profile/:tab(account|postback|sessions)', component: () => import('./ProfilePage.vue'), props: true },
]
