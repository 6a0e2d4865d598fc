/** Renders a tracking link with five macros, and mints click IDs, each beside a floor: the least that any program must do. */
import { createHmac, randomBytes } from 'node:crypto'
import { createClickIdMinter } from '@gokart/shared/click-id'
import { parseTemplate, renderTemplate } from '@gokart/shared/macros'
import { median } from '../statistics.js'
import { answerJobs } from '../worker.js'

export interface RenderJob {
  readonly rounds: number
}
export type Contestant = keyof typeof contestants

const ROUND_MS = 500

const link =
  'https://track.example/aff_c?offer_id=1001&aff_click_id={gk_click_id}&sub={pub_sub_1}&src={gk_partner_id}' +
  '&geo={country}&name={gk_offer_name}'
const template = parseTemplate(link)
const plain = {
  gk_click_id: '0199c82c-c001-8005-92c4-00002a43db6d',
  pub_sub_1: 'banner-7',
  gk_partner_id: '12',
  country: 'DE',
  gk_offer_name: 'summer_sale',
}
const encoded = { ...plain, gk_offer_name: 'Summer sale & more', pub_sub_1: 'größe=40%' }

/** No template, no rules: what would be written by hand for this one link. */
function concatenate(values: typeof plain): string {
  return (
    'https://track.example/aff_c?offer_id=1001&aff_click_id=' +
    encodeURIComponent(values.gk_click_id) +
    '&sub=' +
    encodeURIComponent(values.pub_sub_1) +
    '&src=' +
    encodeURIComponent(values.gk_partner_id) +
    '&geo=' +
    encodeURIComponent(values.country) +
    '&name=' +
    encodeURIComponent(values.gk_offer_name)
  )
}

const key = randomBytes(32)
const mac = (message: Uint8Array) => createHmac('sha256', key).update(message).digest()
const minter = createClickIdMinter({ mac, node: 1, now: Date.now })
const message = new Uint8Array(13)
const row = Buffer.alloc(16)

const contestants = {
  render: () => renderTemplate(template, plain),
  renderFloor: () => concatenate(plain),
  renderEncoded: () => renderTemplate(template, encoded),
  renderEncodedFloor: () => concatenate(encoded),
  mintText: () => minter.mint(42),
  mintBytes: () => minter.mintInto(row, 0, 42),
  mintFloor: () => mac(message),
}

/** A link is only text once its pieces are joined; looking at its last character makes the engine do that. */
let seen = 0
function use(result: unknown): void {
  if (typeof result === 'string') seen += result.charCodeAt(result.length - 1)
}

function perSecond(run: () => unknown): number {
  const start = performance.now()
  let count = 0
  let elapsed = 0
  while (elapsed < ROUND_MS) {
    for (let i = 0; i < 1000; i++) use(run())
    count += 1000
    elapsed = performance.now() - start
  }
  return (count / elapsed) * 1000
}

/** How often a second each is done; the middle of the rounds. */
answerJobs(async ({ rounds }: RenderJob): Promise<Record<Contestant, number>> => {
  if (renderTemplate(template, plain) !== concatenate(plain)) throw new Error('The two do not do the same')
  const names = Object.keys(contestants) as Contestant[]
  const rates = names.map((): number[] => [])
  for (const name of names) perSecond(contestants[name])
  for (let round = 0; round < rounds; round++) {
    for (const [index, name] of names.entries()) rates[index]!.push(perSecond(contestants[name]))
  }
  if (Number.isNaN(seen)) throw new Error('Something made no text')
  return Object.fromEntries(names.map((name, index) => [name, median(rates[index]!)])) as Record<Contestant, number>
})
