import * as shared from '@gokart/shared'
import type { Endpoint } from '@gokart/shared'
import { z } from 'zod'
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import { openApiPath, operationOf } from './operation.js'
import { publicPaths } from './public-paths.js'

// Schemas of the contract that have a name of their own in the document; all others stand where they are used.
for (const [id, schema] of Object.entries(shared)) {
  if (/^[A-Z]/.test(id) && schema instanceof z.ZodObject) z.globalRegistry.add(schema, { id })
}

const DESCRIPTION = `Everything that the admin does, it does with these calls.

Sign in with \`POST /api/session\`; the answer sets an HttpOnly cookie that the other calls need. Calls that change something must
come from this origin or from no page at all.

Lists answer \`{items, total, page, pageSize}\`; \`sort\` takes \`-\` in front for descending. Times are ISO 8601 in UTC, money is a
decimal string. Whatever fails answers \`application/problem+json\` (RFC 9457) with a \`code\`, and for bad input with every fault
and a JSON pointer to it.`

/** The OpenAPI 3.1 document of the whole contract, and of click links and postbacks. */
export function createOpenApi(publicUrl: string, cookieName: string) {
  const paths: ZodOpenApiPathsObject = {}
  for (const [group, endpoints] of Object.entries(shared.api)) {
    for (const [name, endpoint] of Object.entries(endpoints as Record<string, Endpoint>)) {
      const path = openApiPath(endpoint.path)
      paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(group, name, endpoint) }
    }
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'GoKart', version: '1', description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: publicUrl }],
    tags: [...Object.keys(shared.api), 'traffic'].map((name) => ({ name })),
    paths: { ...paths, ...publicPaths() },
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookieName } } },
  })
}
