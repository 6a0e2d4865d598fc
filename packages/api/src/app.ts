import { fileURLToPath } from 'node:url'
import express, { type Express, type RequestHandler } from 'express'
import type { Context } from './context.js'
import { adminFiles } from './http/admin-files.js'
import { errorHandler } from './http/error-handler.js'
import { healthRouter } from './http/health.js'
import { sameOrigin } from './http/origin.js'
import { notFoundHandler } from './http/problem.js'
import { requestLog } from './http/request-log.js'
import { securityHeaders } from './http/security-headers.js'
import type { HotPath } from './http/server.js'
import { sharedPage } from './http/shared-page.js'
import { untilReady } from './http/until-ready.js'
import { apiRoutes } from './routes.js'
import { attemptsPerAccount, attemptsPerAddress } from './session/sign-in-limit.js'

const ADMIN = fileURLToPath(new URL('../../admin/dist/', import.meta.url))

/** The order of everything that a request passes. */
export function createApp(context: Context): Express {
  const { config, log, clientIp } = context
  const app = express()
  app.disable('x-powered-by').disable('etag')
  // The server tries these before it comes here; with them the app is whole without it.
  app.use(hotPaths(context.hot))
  app.use(requestLog(log, clientIp))
  app.use(securityHeaders(config.publicUrl))
  app.use(healthRouter(context))
  app.use('/api', untilReady(context.gate), sameOrigin(config.publicUrl), express.json({ limit: '256kb' }))
  const perAddress = attemptsPerAddress(clientIp)
  app.post('/api/session', perAddress, attemptsPerAccount())
  app.put('/api/session/password', perAddress)
  app.use(apiRoutes(context))
  app.use('/api', notFoundHandler)
  app.use(sharedPage(context.services.shares))
  app.use(adminFiles(ADMIN))
  app.use(notFoundHandler)
  app.use(errorHandler)
  return app
}

function hotPaths(hot: readonly HotPath[]): RequestHandler {
  return (req, res, next) => {
    const path = hot.find(({ matches }) => matches(req.url))
    if (path) path.handle(req, res)
    else next()
  }
}
