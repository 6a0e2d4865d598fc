import type { api } from '@gokart/shared'
import { HttpProblem } from '../http/problem.js'
import type { Handlers } from '../http/mount.js'
import type { UserService } from './user.service.js'

export function userHandlers({ users }: { users: UserService }): Handlers<typeof api.users> {
  return {
    list: ({ query }) => users.list(query),
    create: ({ body }) => users.create(body),
    async patch({ params, body }, actor) {
      const leaves = body.active === false || body.role === 'advertiser'
      if (leaves && params.id === actor.userId) {
        throw new HttpProblem('conflict', 'You cannot take your own access away. Ask another ops user.')
      }
      return users.change(params.id, body)
    },
  }
}
