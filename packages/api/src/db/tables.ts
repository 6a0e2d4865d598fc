/** Rows as the driver gives them: BINARY as Buffer, DATETIME as Date (UTC), DECIMAL as string, TINYINT(1) as 0 or 1. */

export interface AdvertiserRow {
  id: number
  name: string
  contact_email: string | null
  default_tracker_id: string | null
  token_policy: 'off' | 'optional' | 'required'
  postback_token: string
  previous_token: string | null
  previous_token_until: Date | null
  fallback_url: string | null
  keep_email: number
  /** JSON: [{ word, status }]. */
  status_words: string | null
  /** JSON: addresses and ranges. */
  ip_allow_list: string | null
  always_200: number
  approval: 'automatic' | 'manual'
  pending_days: number
  created_at: Date
}

export interface UserRow {
  id: number
  email: string
  password_hash: string
  role: 'ops' | 'advertiser'
  advertiser_id: number | null
  active: number
  created_at: Date
  last_sign_in_at: Date | null
}

export interface SessionRow {
  id: number
  token_hash: Buffer
  user_id: number
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  ip: string
  user_agent: string
}

export interface PartnerRow {
  id: number
  link_key: string
  name: string
  created_at: Date
}

export interface OfferRow {
  id: number
  link_key: string
  advertiser_id: number
  name: string
  tracking_link: string
  link_version: number
  tracker_id: string | null
  click_parameter: string | null
  status: 'pending' | 'active' | 'paused' | 'expired'
  fallback_url: string | null
  currency: string
  starts_at: Date | null
  ends_at: Date | null
  min_seconds_after_click: number | null
  max_days_after_click: number | null
  version: number
  created_at: Date
  updated_at: Date
}

type PerPeriod<P extends string, T> = { [key in `${P}_${'daily' | 'weekly' | 'monthly' | 'lifetime'}`]: T }

export interface OfferEventRow extends PerPeriod<'cap', number | null>, PerPeriod<'budget', string | null> {
  id: number
  offer_id: number
  position: number
  name: string
  event_id: string | null
  payout_type: 'flat' | 'percent'
  payout: string
  sequence_number: number | null
  min_seconds_after_previous: number | null
  deadline_days: number | null
  /** Null: as the advertiser's. */
  pending_days: number | null
  allow_repetitions: number
  /** Raised whenever other periods are limited than before. */
  limits_version: number
}

/** What of an event counts in a period: see postback/usage.ts. */
export interface EventUsageRow {
  offer_event_id: number
  limits_version: number
  period: 'daily' | 'weekly' | 'monthly' | 'lifetime'
  starts_on: Date
  /** Null: not counted yet. */
  conversions: number | null
  revenue: string | null
}

type Numbered<P extends string, N extends number> = { [key in `${P}_${N}`]: string | null }

export interface ClickRow extends Numbered<'pub_sub', 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15> {
  id: Buffer
  created_at: Date
  offer_id: number | null
  /** Of `offer_id` (db/offer-group.ts): the database's own, never written. */
  readonly offer_group?: number | null
  advertiser_id: number | null
  partner_id: number | null
  link_version: number | null
  outcome: 'sent' | 'unknown_offer' | 'offer_pending' | 'offer_paused' | 'offer_expired' | 'not_started'
  traffic_class: 'human' | 'bot' | 'prefetch'
  ip: string
  country: string | null
  device: string | null
  os: string | null
  browser: string | null
  user_agent: string | null
  referrer: string | null
  pub_click_id: string | null
  pub_member_id: string | null
  pub_session_id: string | null
  /** 1: made to try the offer out; it never counts. */
  test: number
}

export interface PostbackRow {
  id: Buffer
  received_at: Date
  method: string
  ip: string
  /** Path and query as they arrived, secrets masked, cut at POSTBACK_LIMITS.raw. */
  url: string
  content_type: string | null
  body: string | null
  user_agent: string | null
  outcome: 'accepted' | 'duplicate' | 'queued' | 'rejected'
  reason: string | null
  /** Null: the rule's own text (RULES of the shared package). */
  message: string | null
  remedy: string | null
  /** JSON array of sentences. */
  notes: string | null
  click_id: Buffer | null
  event_id: string | null
  offer_id: number | null
  advertiser_id: number | null
  conversion_id: Buffer | null
  /** `cnv_conversion_id`, as it was sent. */
  conversion_ref: string | null
  /** 1: of a test click, or sent to try an offer out; it never counts. */
  test: number
}

export interface ConversionRow extends Numbered<'cnv_sub', 1 | 2 | 3 | 4 | 5> {
  id: Buffer
  /** SHA-256 that makes a postback idempotent: see postback/dedupe-key.ts. */
  dedupe_key: Buffer
  postback_id: Buffer
  click_id: Buffer
  offer_id: number
  advertiser_id: number
  partner_id: number | null
  offer_event_id: number
  event_id: string | null
  event_name: string
  status: 'pending' | 'success' | 'rejected'
  clicked_at: Date
  /** Of the click. Where its row was not there in time: null, and `human`. */
  country: string | null
  traffic_class: ClickRow['traffic_class']
  converted_at: Date
  amount: string | null
  currency: string
  revenue: string
  conversion_ref: string | null
  ip: string | null
  email: string | null
  email_hash: string | null
  user_id: string | null
  /** The most that the sender said of the status: see postback/status.ts. */
  sent_status: 'pending' | 'success' | 'rejected' | null
  /** SHA-256, cut, of partner, member and event; null: the member is not known. */
  member_key: Buffer | null
  /** 1: it must be the only one with its member key. */
  only_one: 1 | null
  /** When a pending conversion becomes a success by itself; null: by hand, or it is not pending. */
  due_at: Date | null
  /** 1: of a test click; it never counts. */
  test: number
}

export interface ConversionChangeRow {
  id: number
  conversion_id: Buffer
  from_status: ConversionRow['status']
  to_status: ConversionRow['status']
  reason: string
  user_id: number | null
  changed_at: Date
  /** Set where a line of an imported file ordered it: see batches/status-steps.ts. */
  source_key: Buffer | null
}

export interface BatchRow {
  id: number
  kind: 'bulk_change' | 'status_import' | 'conversion_import' | 'replay'
  state: 'reading' | 'checking' | 'ready' | 'running' | 'stopped' | 'done'
  /** Who made it; `started_by`: who let it run. */
  user_id: number
  started_by: number | null
  /** Whose file it is; null: it may name conversions of any advertiser. */
  advertiser_id: number | null
  file_name: string | null
  /** SHA-256 of the file. */
  file_hash: Buffer | null
  /** JSON: the columns of the file and what each was read as. */
  mapping: string | null
  /** Of a bulk change. */
  to_status: ConversionRow['status'] | null
  reason: string | null
  /** Address of whoever made it. */
  ip: string
  line_count: number
  /** Why it stopped. */
  problem: string | null
  created_at: Date
  finished_at: Date | null
}

export interface BatchLineRow {
  batch_id: number
  /** Line of the file, or number in the selection. */
  line: number
  /** 0: to be checked; 1: to be run; 2: done with. */
  step: 0 | 1 | 2
  /** What is expected before it ran, what came of it afterwards. */
  outcome: string | null
  conversion_id: Buffer | null
  postback_id: Buffer | null
  /** What the line says, short. */
  about: string | null
  /** JSON: what the line orders; taken away when it was done. */
  payload: string | null
  /** JSON: why it cannot be done. */
  findings: string | null
  /** Of a replay: the reason of the postback before, null where it was queued; and the one of today's rules. */
  from_reason: string | null
  reason: string | null
}

/** A postback of the log that was decided again. */
export interface PostbackReplayRow {
  id: number
  postback_id: Buffer
  batch_id: number
  user_id: number | null
  replayed_at: Date
  from_outcome: PostbackRow['outcome']
  from_reason: string | null
  from_message: string
  to_outcome: PostbackRow['outcome']
  to_reason: string | null
}

export interface RateRow {
  id: number
  from_currency: string
  to_currency: string
  /** A UTC day: the rate is of it and of those after, until the next one of the pair. */
  valid_from: Date
  rate: string
  created_at: Date
}

/** The address of a report under a name. */
export interface ReportViewRow {
  id: number
  user_id: number
  /** Of an advertiser's user: of that advertiser; null: of ops. */
  advertiser_id: number | null
  name: string
  url: string
  shared: number
  created_at: Date
}
