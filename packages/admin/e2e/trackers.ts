/** One offer of the journey for each kind of tracker: what is pasted, and what must come of it. */
export interface TrackerCase {
  tracker: string
  /** Name as the form shows it; undefined where none is recognised. */
  recognised: string | undefined
  paste: string
  /** Typed for a tracker that is not in the catalogue: the parameter in which it gives the click ID back. */
  parameter?: string
  /** The tracking link after GoKart added its parameter. */
  link: string
  /** Takes the click ID out of the URL on which the visitor lands, as this tracker does. */
  take(landed: URL): string | null
  /** The postback URL's part for the click ID; macros verbatim. */
  macro: string
}

const query = (name: string) => (landed: URL) => landed.searchParams.get(name)

export const TRACKER_CASES: TrackerCase[] = [
  {
    tracker: 'a parameter of the query',
    recognised: 'TUNE (HasOffers)',
    paste: 'https://demo.go2cloud.org/aff_c?offer_id=1001&aff_id=2002',
    link: 'https://demo.go2cloud.org/aff_c?offer_id=1001&aff_id=2002&aff_click_id={gk_click_id}',
    take: query('aff_click_id'),
    macro: 'gk_click_id={aff_click_id}',
  },
  {
    tracker: 'a macro in hashes',
    recognised: 'CAKE',
    paste: 'https://trk.example.com/?a=12&c=34&s1=&s2=',
    link: 'https://trk.example.com/?a=12&c=34&s1=&s2={gk_click_id}',
    take: query('s2'),
    macro: 'gk_click_id=#s2#',
  },
  {
    tracker: 'a macro in round brackets',
    recognised: 'AppsFlyer',
    paste: 'https://app.appsflyer.com/com.example.app?pid=partner_int&c=camp',
    link: 'https://app.appsflyer.com/com.example.app?pid=partner_int&c=camp&clickid={gk_click_id}',
    take: query('clickid'),
    macro: 'gk_click_id=(clickid)',
  },
  {
    tracker: 'a configured parameter',
    recognised: 'Voluum',
    paste: 'https://abc.voluumtrk.com/81342a7e-96a9-4476-972d-21184556df1d',
    link: 'https://abc.voluumtrk.com/81342a7e-96a9-4476-972d-21184556df1d?externalid={gk_click_id}',
    take: query('externalid'),
    macro: 'gk_click_id={externalid}',
  },
  {
    tracker: 'a link with a fragment',
    recognised: 'Affise',
    paste: 'https://rocketcompany.g2afse.com/click?pid=12&offer_id=34#top',
    link: 'https://rocketcompany.g2afse.com/click?pid=12&offer_id=34&sub1={gk_click_id}#top',
    take: query('sub1'),
    macro: 'gk_click_id={sub1}',
  },
  {
    tracker: 'a tracker that nobody knows',
    recognised: undefined,
    parameter: 'click_id',
    paste: 'https://shop.example.net/landing?click_id={gk_click_id}',
    link: 'https://shop.example.net/landing?click_id={gk_click_id}',
    take: query('click_id'),
    macro: 'gk_click_id={click_id}',
  },
]
