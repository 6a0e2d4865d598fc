import { expect, it } from 'vitest'
import { createFactories } from '../../test/factories.js'
import { emptyDatabase } from '../../test/empty-database.js'
import { migrate } from '../migrate.js'
import { migration } from './0011-counters.js'

const db = await emptyDatabase('0011')

const DELTA = {
  clicked_quarter: 3,
  converted_quarter: 8,
  partner_id: 0,
  country: 'DE',
  traffic_class: 'bot',
  status: 'pending',
  currency: 'USD',
  conversions: 1,
  revenue: '2.5000',
}

it(
  'counts the conversions that are there, once, and they keep what their click says',
  { timeout: 60_000 },
  async () => {
    await migrate(db)
    const make = createFactories(db)
    const offer = await make.offer()
    const click = await make.click({ offer, country: 'DE', traffic_class: 'bot' })
    const at = { clicked_at: new Date(3 * 900_000), converted_at: new Date(9 * 900_000 - 1) }
    await make.conversion({ click, ...at, status: 'pending', revenue: '2.5000' })
    const { id: lost } = await make.conversion({ click, click_id: Buffer.alloc(16), ...at })
    await make.conversion({ click, test: 1 })
    await migration.down(db)
    await migration.up(db)
    // As after a kill before it was noted down.
    await migration.up(db)
    const deltas = await db('conversion_deltas').orderBy('revenue')
    const event = { advertiser_id: offer.advertiser_id, offer_id: offer.id, offer_event_id: offer.events[0].id }
    expect(deltas).toMatchObject([
      { ...DELTA, ...event },
      { ...DELTA, ...event, country: '', traffic_class: 'human', status: 'success', revenue: '10.0000' },
    ])
    expect(await db('conversions').where({ id: lost }).first()).toMatchObject({ country: null, traffic_class: 'human' })
  },
)
