import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/conversions', component: () => import('./ConversionsPage.vue') },
  { path: '/conversions/:id', component: () => import('./ConversionPage.vue'), props: true },
]
