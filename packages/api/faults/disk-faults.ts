import { createDatabaseServer } from './database-server.js'
import { until } from './moments.js'
import { scenario } from './scenario.js'
import { createSmallDisk, type SmallDisk } from './small-disk.js'
import type { World } from './world.js'

const LOST = 'gokart_clicks_lost_total'

/** So that data and redo log fit, and not much else. */
const DATABASE_MB = 220
const SMALL = ['--innodb-log-file-size=16M', '--innodb-buffer-pool-size=64M']

export function diskFaults(): void {
  let disk: SmallDisk

  scenario('full disk under the spool while the database is away', {
    prepare() {
      disk = createSmallDisk('spool', 8)
      return { dataDir: disk.folder, undo: disk.unmount }
    },
    async fault({ database, senders, ledger, metric }: World) {
      // A click that is lost can never convert.
      senders.convert(false)
      disk.fill(256 * 1024)
      await database.kill()
      await senders.more(500)
      await until('clicks are counted as lost', async () => (await metric(LOST)) > 200)
      const refused = () => ledger.postbacks.filter(({ status }) => status === 503).length
      await until('postbacks are answered 503', () => refused() > 20)
      disk.free()
      await senders.more(200, 10)
      await database.start()
      senders.convert(true)
      await senders.more(200, 10)
    },
    lost: ({ metric }) => metric(LOST),
  })

  scenario('full disk under the database', {
    async prepare() {
      disk = createSmallDisk('database', DATABASE_MB)
      const database = await createDatabaseServer(disk.folder, SMALL)
      const undo = async () => {
        await database.kill()
        disk.unmount()
      }
      return { database, undo }
    },
    async fault({ database, senders, spool }) {
      disk.fill()
      const spooled = () => spool.seen().clicks > 500 && spool.seen().postbacks > 5
      while (!spooled()) await senders.more(100)
      disk.free()
      // It may have ended for want of room.
      await database.start()
      await senders.more(200, 20)
    },
  })
}
