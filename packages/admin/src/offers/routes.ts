import type { RouteLocationNormalized, RouteRecordRaw } from 'vue-router'

const byId = (route: RouteLocationNormalized) => ({ id: Number(route.params['id']) })

export const routes: RouteRecordRaw[] = [
  { path: '/offers', component: () => import('./OffersPage.vue') },
  { path: '/offers/new', component: () => import('./OfferNewPage.vue') },
  { path: '/offers/:id(\\d+)', component: () => import('./OfferPage.vue'), props: byId },
  { path: '/offers/:id(\\d+)/test', component: () => import('./OfferTestPage.vue'), props: byId },
  { path: '/offers/:id(\\d+)/edit', component: () => import('./OfferEditPage.vue'), props: byId },
]
