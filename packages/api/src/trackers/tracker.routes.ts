import type { api } from '@gokart/shared'
import type { Handlers } from '../http/mount.js'
import type { TrackerService } from './tracker.service.js'

export function trackerHandlers({ trackers }: { trackers: TrackerService }): Handlers<typeof api.trackers> {
  return {
    async list() {
      const items = trackers.list()
      return { items, total: items.length, page: 1, pageSize: items.length }
    },
    recognise: async ({ body }) => trackers.recognise(body),
    postbackUrl: ({ query }, actor) => trackers.postbackUrl(query, actor),
  }
}
