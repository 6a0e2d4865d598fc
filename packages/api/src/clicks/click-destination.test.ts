import { MACRO_NAMES } from '@gokart/shared/macros'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { clean, testDatabase } from '../test/database.js'
import { clickIdIn, startRedirect } from '../test/redirect-rig.js'
import { clickDestination } from './click-destination.js'
import { createClickRepo } from './click.repo.js'

const { db } = await testDatabase()
const rig = await startRedirect()
const repo = createClickRepo(db)
beforeEach(async () => {
  await clean()
  await rig.snapshot.refresh()
})
afterAll(() => rig.close())

const macros = MACRO_NAMES.map((name) => `${name}={${name}}`).join('&')

test.each([
  [
    'every macro',
    `https://adv.example/land?${macros}`,
    '/%C3%BC?pub_click_id=a%20b&pub_sub_1=%26&pub_sub_15=%F0%9F%8C%8D&pub_sub_2=',
  ],
  ['no macro but the click ID', 'https://adv.example/{gk_click_id}', ''],
  ['a link that is not ASCII', 'https://bücher.example/größe?c={gk_click_id}&s={pub_sub_1}', '?pub_sub_1=%2523'],
  [
    'a link inside the link',
    'https://adv.example/?u=https%3A%2F%2Fx.example%2F%3Fc%3D{gk_click_id}%26s%3D{pub_sub_1}',
    '?pub_sub_1=a%26b',
  ],
])('the destination of the story is the one that the visitor was sent to: %s', async (_, tracking_link, rest) => {
  const partner = await rig.make.partner()
  const offer = await rig.make.offer({ name: 'Été & co {x}', tracking_link })
  const path = rest.startsWith('/') ? `/${partner.link_key}${rest.slice(rest.indexOf('?'))}` : rest
  const headers = {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36',
    referer: 'https://blog.example/?a=b',
  }
  const { status, headers: answered } = await rig.send(`/c/${offer.link_key}${path}`, headers)
  expect(status).toBe(302)
  const click = await repo.find(clickIdIn(answered.location), undefined)
  expect(clickDestination(click!)).toBe(answered.location)
})
