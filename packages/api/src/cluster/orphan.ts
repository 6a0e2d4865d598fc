import { createPostbackPath, type PostbackPathDeps } from '../postback/postback.js'
import { createClickWriter } from '../redirect/click-writer.js'
import { openSpool } from '../spool/spool.js'
import type { Orphan } from './adoption.js'
import type { SpoolFolders } from './spool-folders.js'

export type OrphanDeps = Omit<PostbackPathDeps, 'spoolFolder'> & { readonly folders: SpoolFolders }

/** Opens what a worker left, as that worker would have: the same parts, which get no request. Rejects where one is in use. */
export async function openOrphan({ folders, ...deps }: OrphanDeps, slot: number): Promise<Orphan> {
  const { pool, log } = deps
  const spool = await openSpool({ folder: folders.of(slot, 'clicks'), log })
  const clicks = createClickWriter({ pool, log, spool })
  const postbacks = createPostbackPath({ ...deps, spoolFolder: folders.of(slot, 'postbacks') })
  try {
    await postbacks.start()
  } catch (error) {
    await clicks.close()
    throw error
  }
  return {
    async drain() {
      await postbacks.drain()
      return clicks.stats().spoolDepth + postbacks.waiting().depth
    },
    async close() {
      await Promise.all([clicks.close(), postbacks.close()])
    },
  }
}
