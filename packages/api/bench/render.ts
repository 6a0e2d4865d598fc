/**
 * Renders a tracking link with five macros, and mints click IDs, each beside a floor: the least that any program must do.
 * Run in packages/api: npx tsx --conditions=source bench/render.ts
 */
import { createHmac, randomBytes } from 'node:crypto'
import { createClickIdMinter } from '@gokart/shared/click-id'
import { parseTemplate, renderTemplate } from '@gokart/shared/macros'

const ROUNDS = 5
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

const contestants: Record<string, () => unknown> = {
  'render, plain values': () => renderTemplate(template, plain),
  '  floor: concatenation': () => concatenate(plain),
  'render, 2 of 5 to encode': () => renderTemplate(template, encoded),
  '  floor: concatenation ': () => concatenate(encoded),
  'mint as text': () => minter.mint(42),
  'mint as bytes': () => minter.mintInto(row, 0, 42),
  '  floor: one HMAC-SHA256': () => mac(message),
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

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

if (renderTemplate(template, plain) !== concatenate(plain)) throw new Error('The two do not do the same')
const results = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]))
for (const run of Object.values(contestants)) perSecond(run)
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries(contestants)) results.get(name)!.push(perSecond(run))
}
console.log(`Median of ${ROUNDS} rounds in turns, one core (checksum ${seen % 1000})`)
console.table(
  Object.fromEntries([...results].map(([name, speeds]) => [name, { 'thousand/s': Math.round(median(speeds) / 1000) }])),
)
