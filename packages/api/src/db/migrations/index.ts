import type { Migration } from '../migrate.js'
import { migration as m0001 } from './0001-accounts.js'
import { migration as m0002 } from './0002-offers.js'
import { migration as m0003 } from './0003-traffic.js'
import { migration as m0004 } from './0004-batches.js'
import { migration as m0005 } from './0005-test-traffic.js'
import { migration as m0006 } from './0006-rules.js'
import { migration as m0008 } from './0008-replays.js'
import { migration as m0009 } from './0009-click-story.js'
import { migration as m0010 } from './0010-lists.js'
import { migration as m0011 } from './0011-counters.js'
import { migration as m0012 } from './0012-reports.js'
import { migration as m0013 } from './0013-hours-and-weeks.js'
import { migration as m0014 } from './0014-dense-counters.js'
import { migration as m0015 } from './0015-four-weeks.js'
import { migration as m0016 } from './0016-offer-groups.js'
import { migration as m0017 } from './0017-folding.js'

/** In the order in which they run. One that was released is never edited. */
export const migrations: readonly Migration[] = [
  m0001,
  m0002,
  m0003,
  m0004,
  m0005,
  m0006,
  m0008,
  m0009,
  m0010,
  m0011,
  m0012,
  m0013,
  m0014,
  m0015,
  m0016,
  m0017,
]
