import type { TokenPolicy } from '@gokart/shared'

export const POLICY_WORDS: Record<TokenPolicy, string> = { off: 'Off', optional: 'Optional', required: 'Required' }
