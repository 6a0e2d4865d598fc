import { Router } from 'express'

/** Value of X-Robots-Tag for what is shown to whoever has a link, and is nobody's to find. */
export const NOINDEX = 'noindex, nofollow'

/**
 * The page of a shared postback: no search engine keeps it, its address goes to no other site, and where the link opens nothing the
 * admin's page comes with 404.
 */
export function sharedPage({ isValid }: { isValid(token: string): boolean }): Router {
  const router = Router()
  router.get('/p/:token', (req, res, next) => {
    res.set({ 'X-Robots-Tag': NOINDEX, 'Referrer-Policy': 'no-referrer' })
    if (!isValid(req.params.token)) res.status(404)
    next()
  })
  return router
}
