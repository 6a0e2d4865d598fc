import type { CookieOptions, Request, Response } from 'express'
import { ABSOLUTE_MS } from './session.service.js'

/** The session cookie. Over HTTPS its name begins with `__Host-`: browsers then take it from this very host only, and encrypted. */
export function createSessionCookie(publicUrl: string) {
  const secure = publicUrl.startsWith('https:')
  const name = secure ? '__Host-gokart' : 'gokart'
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/', secure }

  return {
    name,

    read(req: Request): string | undefined {
      for (const pair of (req.headers.cookie ?? '').split(';')) {
        const [key, value] = pair.trim().split('=', 2)
        if (key === name && value) return value
      }
      return undefined
    },

    set(res: Response, token: string): void {
      res.cookie(name, token, { ...options, maxAge: ABSOLUTE_MS })
    },

    clear(res: Response): void {
      res.clearCookie(name, options)
    },
  }
}
export type SessionCookie = ReturnType<typeof createSessionCookie>
