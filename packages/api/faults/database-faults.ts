import { setTimeout as wait } from 'node:timers/promises'
import { long } from './moments.js'
import { scenario } from './scenario.js'

export function databaseFaults(): void {
  const times = long ? 20 : 2
  const seconds = long ? 60 : 4

  scenario(`kill -9 of the database, ${times} times`, {
    async fault({ database, senders, spool, random }) {
      for (let time = 0; time < times; time++) {
        await wait(random.int(long ? 2_000 : 500))
        await database.kill()
        await senders.more(200, 1 + random.int(10))
        spool.look()
        await database.start()
        await senders.more(100, 10)
      }
    },
  })

  scenario(`the database stands still for ${seconds} s`, {
    async fault({ database, senders, spool }) {
      database.pause()
      await Promise.all([wait(seconds * 1_000), senders.more(500, 5)])
      spool.look()
      database.resume()
      await senders.more(200, 20)
    },
  })

  scenario('restart of the database', {
    async fault({ database, senders, spool }) {
      await database.stop()
      await senders.more(200, 5)
      spool.look()
      await database.start()
      await senders.more(200, 20)
    },
  })

  scenario('start while the database is away, twice', {
    async fault({ app, database, senders, spool }) {
      // The offers that were just made are copied to the disk within seconds, and at a stop.
      await app.stop()
      await database.kill()
      await app.start()
      await senders.more(300, 5)
      await app.kill()
      await app.start()
      await senders.more(300, 5)
      spool.look()
      await database.start()
      await senders.more(200, 20)
    },
  })

  scenario('kill -9 of GoKart and database at once', {
    async fault({ app, database, senders, spool, random }) {
      for (let time = 0; time < (long ? 10 : 1); time++) {
        // So that there is something in the spool at the kill.
        await database.kill()
        await senders.more(300, 3)
        await database.start()
        await wait(random.int(600))
        await Promise.all([app.kill(), database.kill()])
        spool.look()
        await database.start()
        await app.start()
        await senders.more(100, 10)
      }
    },
  })
}
