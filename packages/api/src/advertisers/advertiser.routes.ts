import type { api } from '@gokart/shared'
import type { Handlers } from '../http/mount.js'
import type { AdvertiserService } from './advertiser.service.js'

export function advertiserHandlers({
  advertisers,
}: {
  advertisers: AdvertiserService
}): Handlers<typeof api.advertisers> {
  return {
    list: ({ query }, actor) => advertisers.list(query, actor),
    create: ({ body }, actor) => advertisers.create(body, actor),
    get: ({ params }, actor) => advertisers.get(params.id, actor),
    patch: ({ params, body }, actor) => advertisers.change(params.id, body, actor),
    token: ({ params }, actor) => advertisers.token(params.id, actor),
    rotateToken: ({ params }, actor) => advertisers.rotateToken(params.id, actor),
  }
}
