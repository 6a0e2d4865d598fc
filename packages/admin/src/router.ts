import type { Role } from '@gokart/shared'
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type Router,
  type RouterHistory,
} from 'vue-router'
import type { RouteRecordRaw } from 'vue-router'
import { safeReturnPath } from './shell/return-path'
import { useSession } from './shell/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Open to people who are not signed in, and shown without the sidebar. */
    public?: boolean
    /** Only this role may open the page; others find nothing there. */
    role?: Role
  }
}

/** Each feature declares its pages in `<feature>/routes.ts`, loaded when they are opened. */
const features = import.meta.glob<{ routes: RouteRecordRaw[] }>('./*/routes.ts', { eager: true })

const routes: RouteRecordRaw[] = [
  ...Object.values(features).flatMap((feature) => feature.routes),
  { path: '/sign-in', component: () => import('./shell/SignInPage.vue'), meta: { public: true } },
  { path: '/:path(.*)*', name: 'not-found', component: () => import('./shell/NotFoundPage.vue') },
]

export function createAdminRouter(history: RouterHistory = createWebHistory()): Router {
  const router = createRouter({
    history,
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
  })
  router.beforeEach(admit)
  return router
}

async function admit(to: RouteLocationNormalized) {
  const session = useSession()
  const user = await session.load()
  if (to.path === '/sign-in') return user ? safeReturnPath(to.query['next']) : true
  if (!user && !to.meta.public) return { path: '/sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (!session.mayOpen(to.meta.role)) return { name: 'not-found', params: { path: to.path.slice(1).split('/') } }
  return true
}
