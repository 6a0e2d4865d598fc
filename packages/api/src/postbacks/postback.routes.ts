import type { api } from '@gokart/shared'
import type { Handlers } from '../http/mount.js'
import type { PostbackLogService } from './postback.service.js'

export function postbackHandlers({ postbacks }: { postbacks: PostbackLogService }): Handlers<typeof api.postbacks> {
  return {
    list: ({ query }, actor) => postbacks.list(query, actor),
    get: ({ params }, actor) => postbacks.get(params.id, actor),
  }
}
