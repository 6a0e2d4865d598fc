import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/reports', component: () => import('./ReportsPage.vue') },
  { path: '/reports/rows', component: () => import('./RowsPage.vue') },
]
