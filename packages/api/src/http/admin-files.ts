import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { Router } from 'express'
import { HttpProblem } from './problem.js'

/** The built admin: files with a hash in their name stay in caches, everything else is asked for again. */
export function adminFiles(folder: string): Router {
  const router = Router()
  const index = join(folder, 'index.html')
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true }))
  router.use(express.static(folder, { index: false, setHeaders: (res) => res.setHeader('Cache-Control', 'no-cache') }))
  // A page of the admin: its router finds out which. What looks like a file is none, or it would have been found.
  router.get('/{*path}', (req, res, next) => {
    if (/\.\w+$/.test(req.path)) return next()
    // A postback whose path is misspelt: its sender must not take the page's 200 for a conversion.
    if ('gk_click_id' in req.query) throw new HttpProblem('not_found', 'Postbacks are sent to /postback.')
    if (!existsSync(index)) throw new HttpProblem('not_found', 'The admin is not built: run npm run build.')
    res.set('Cache-Control', 'no-cache').sendFile(index)
  })
  return router
}
