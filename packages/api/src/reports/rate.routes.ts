import type { IncomingMessage } from 'node:http'
import type { api, Rate } from '@gokart/shared'
import type { Knex } from 'knex'
import type { RateRow } from '../db/tables.js'
import type { Handlers } from '../http/mount.js'
import { notFound } from '../http/problem.js'
import { createRateRepo } from './rate.repo.js'
import { readRateFile } from './rate-file.js'

interface RateDeps {
  db: Knex
  clock: () => Date
}

export function rateHandlers({ db, clock }: RateDeps): Handlers<typeof api.rates> {
  const repo = createRateRepo(db)
  return {
    async list({ query }) {
      const page = await repo.list(query)
      return { ...page, items: page.items.map(presentRate) }
    },

    async enter({ body }) {
      await repo.enter([body], clock())
      return presentRate(await repo.get(body))
    },

    async upload(_input, _actor, { req }) {
      try {
        const rates = await readRateFile(bodyOf(req))
        await repo.enter(rates, clock())
        return { lines: rates.length }
      } finally {
        // What nobody reads flows on, so that the sender comes to read the answer.
        req.resume()
      }
    },

    async remove({ params }) {
      if (!(await repo.remove(params.id))) throw notFound('rate')
    },
  }
}

const bodyOf = (req: IncomingMessage) => req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>

function presentRate(row: RateRow): Rate {
  return {
    id: row.id,
    date: row.valid_from.toISOString().slice(0, 10),
    from: row.from_currency,
    to: row.to_currency,
    rate: row.rate.replace(/\.?0+$/, ''),
  }
}
