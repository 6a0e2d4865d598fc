import { apiAs } from './api-client.js'

const VISITOR = {
  redirect: 'manual',
  headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0' },
} as const

/** An advertiser with a user, an offer of two events, a click, an accepted, a rejected and a duplicate postback. Named so that each call makes its own. */
export async function populate(gokart: string, opsEmail: string, opsPassword: string, name: string) {
  const ops = await apiAs(gokart, opsEmail, opsPassword)
  const advertiser = await ops.advertisers.create({
    body: { name, contactEmail: 'team@advertiser.test', defaultTrackerId: 'everflow', tokenPolicy: 'optional' },
  })
  const slug = name.toLowerCase().replace(/\W+/g, '-')
  const user = { email: `${slug}@advertiser.test`, password: 'a password of theirs' }
  await ops.users.create({ body: { ...user, role: 'advertiser', advertiserId: advertiser.id } })
  const offer = await ops.offers.create({
    body: {
      advertiserId: advertiser.id,
      name: `${name} offer`,
      trackingLink: 'https://trk.example.com/2CTPL/3QQG7/?source_id=x&sub1={gk_click_id}',
      trackerId: 'everflow',
      events: [
        { name: 'SignUp', payout: '2.50' },
        { name: 'FirstTrade', payoutType: 'percent', payout: '10' },
      ],
    },
  })
  const click = await fetch(`${offer.clickLink}?pub_sub_1=summer`, VISITOR)
  const clickId = new URL(click.headers.get('location') ?? '').searchParams.get('sub1') ?? ''
  const call = async (query: string) =>
    (await (await fetch(`${gokart}/postback?${query}`)).json()) as Record<string, string>
  const accepted = await call(`gk_click_id=${clickId}&cnv_event_id=SignUp&cnv_conversion_id=order-1`)
  await call(`gk_click_id=${clickId}&cnv_event_id=SignUp&cnv_conversion_id=order-1`)
  const rejected = await call(`gk_click_id=${clickId}&cnv_event_id=Signup`)
  await call('gk_click_id={sub1}')
  const batch = await ops.batches.upload({
    query: { kind: 'status_import', fileName: `${slug}.csv`, advertiserId: advertiser.id },
    file: 'cnv_conversion_id,status,comment\norder-1,rejected,x\norder-2,rejected,x\norder-1,declined,x\n',
  })
  const replay = await ops.postbackTools.replay({ body: { filter: { offerId: offer.id } } })
  return {
    advertiser,
    user,
    offer,
    clickId,
    conversionId: accepted['conversion_id'] ?? '',
    rejectedId: rejected['postback_id'] ?? '',
    batch,
    replay,
  }
}
