import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/imports', component: () => import('./ImportsPage.vue'), meta: { role: 'ops' } },
  { path: '/imports/new', component: () => import('./ImportNewPage.vue'), meta: { role: 'ops' } },
  {
    path: '/imports/:id(\\d+)',
    component: () => import('./ImportPage.vue'),
    props: ({ params }) => ({ id: Number(params['id']) }),
    meta: { role: 'ops' },
  },
]
