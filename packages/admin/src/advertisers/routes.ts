import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/advertisers', component: () => import('./AdvertisersPage.vue'), meta: { role: 'ops' } },
  {
    path: '/advertisers/:id(\\d+)',
    component: () => import('./AdvertiserPage.vue'),
    props: (route) => ({ id: Number(route.params['id']) }),
    meta: { role: 'ops' },
  },
]
