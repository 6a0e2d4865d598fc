import type { api } from '@gokart/shared'
import type { Handlers } from '../http/mount.js'
import type { ConversionService } from './conversion.service.js'

export function conversionHandlers({
  conversions,
}: {
  conversions: ConversionService
}): Handlers<typeof api.conversions> {
  return {
    list: ({ query }, actor) => conversions.list(query, actor),
    get: ({ params }, actor) => conversions.get(params.id, actor),
    patch: ({ params, body }, actor) => conversions.changeStatus(params.id, body, actor),
  }
}
