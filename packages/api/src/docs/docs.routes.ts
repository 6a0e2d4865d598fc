import { Router, type Response } from 'express'
import swaggerUi from 'swagger-ui-dist/absolute-path.js'
import { DOCS_CSP, DOCS_HTML, DOCS_START } from './docs-page.js'
import { createOpenApi } from './openapi.js'

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']

export interface DocsDeps {
  publicUrl: string
  /** Name of the session cookie. */
  cookieName: string
}

/** `/api/openapi.json` for programs, `/api/docs` for people. Public: they show no data. */
export function docsRouter({ publicUrl, cookieName }: DocsDeps): Router {
  const router = Router()
  let document: string | undefined
  router.get('/api/openapi.json', (_req, res) => {
    document ??= JSON.stringify(createOpenApi(publicUrl, cookieName))
    res.type('json').send(document)
  })
  router.get('/api/docs', (_req, res) => send(res, 'html', DOCS_HTML))
  router.get('/api/docs/start.js', (_req, res) => send(res, 'js', DOCS_START))
  for (const file of ASSETS) {
    router.get(`/api/docs/${file}`, (_req, res) => res.sendFile(file, { root: swaggerUi(), maxAge: '1h' }))
  }
  return router
}

function send(res: Response, type: string, body: string): void {
  res.set({ 'Content-Security-Policy': DOCS_CSP, 'Cache-Control': 'no-cache' }).type(type).send(body)
}
