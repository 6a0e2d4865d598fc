import type { RequestHandler } from 'express'
import { HttpProblem } from './problem.js'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site makes a browser send. Browsers name the page's origin in `Origin`, or at least its kind in
 * `Sec-Fetch-Site`; a request with neither comes from a program, which has no cookie that others could use.
 */
export function sameOrigin(publicUrl: string): RequestHandler {
  const publicOrigin = new URL(publicUrl).origin
  return (req, _res, next) => {
    const origin = req.get('origin')
    if (SAFE.has(req.method) || isOwn(origin, req.get('host'), req.get('sec-fetch-site'))) return next()
    throw new HttpProblem('cross_origin', 'Changes are accepted from the pages of GoKart and from programs only.')
  }

  function isOwn(origin: string | undefined, host: string | undefined, site: string | undefined): boolean {
    if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none'
    if (origin === publicOrigin) return true
    return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
  }
}
