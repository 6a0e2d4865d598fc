import type { User } from '@gokart/shared'
import type { UserRecord } from './user.repo.js'

export function presentUser(row: UserRecord): User {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    advertiserId: row.advertiser_id,
    advertiserName: row.advertiser_name,
    active: row.active === 1,
    createdAt: row.created_at.toISOString(),
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
  }
}
