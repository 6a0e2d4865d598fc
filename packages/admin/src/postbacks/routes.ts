import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/postbacks', component: () => import('./PostbacksPage.vue') },
  { path: '/postbacks/explain', component: () => import('./ExplainPage.vue') },
  {
    path: '/postbacks/replays/:id(\\d+)',
    component: () => import('./ReplayPage.vue'),
    props: ({ params }) => ({ id: Number(params['id']) }),
    meta: { role: 'ops' },
  },
  { path: '/postbacks/:id', component: () => import('./PostbackPage.vue'), props: true },
  { path: '/p/:token', component: () => import('./SharedPage.vue'), props: true, meta: { public: true } },
]
