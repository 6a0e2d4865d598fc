import { expect, it } from 'vitest'
import { createFactories } from '../../test/factories.js'
import { emptyDatabase } from '../../test/empty-database.js'
import { migrate } from '../migrate.js'
import { offerGroup } from '../offer-group.js'
import { migration } from './0016-offer-groups.js'

const db = await emptyDatabase('0016')

const keyOf = async () => {
  const rows = await db('information_schema.statistics')
    .whereRaw("table_schema = DATABASE() AND table_name = 'clicks' AND index_name = 'clicks_offer'")
    .orderBy('seq_in_index')
    .select({ name: 'column_name' })
  return rows.map(({ name }) => name).join(', ')
}

it('puts the clicks that are there into the groups of their offers, both ways, also when it was killed', async () => {
  await migrate(db)
  const make = createFactories(db)
  const offers = [await make.offer({ id: 255 }), await make.offer({ id: 256 }), await make.offer({ id: 1_000_003 })]
  for (const offer of offers) await make.click({ offer })
  await make.click({ offer_id: null, outcome: 'unknown_offer' })
  const groups = () => db('clicks').orderBy('offer_id').select('offer_id', 'offer_group')
  const wanted = [
    { offer_id: null, offer_group: null },
    ...offers.map(({ id }) => ({ offer_id: id, offer_group: offerGroup(id) })),
  ]
  expect(await groups()).toEqual(wanted)

  await migration.down(db)
  await migration.down(db)
  expect(await keyOf()).toBe('offer_id, id, traffic_class, outcome, test')
  await migration.up(db)
  await migration.up(db)
  expect(await groups()).toEqual(wanted)
  expect(await keyOf()).toBe('offer_group, id, offer_id, traffic_class, outcome, test')
})
