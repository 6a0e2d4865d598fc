import type { Role } from '@gokart/shared'
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { useSession } from './session'

interface Entry {
  label: string
  to: string
  icon: string
  role?: Role
}

const ENTRIES: Entry[] = [
  { label: 'Home', to: '/', icon: 'i-lucide-house' },
  { label: 'Offers', to: '/offers', icon: 'i-lucide-tag' },
  { label: 'Conversions', to: '/conversions', icon: 'i-lucide-circle-check-big' },
  { label: 'Clicks', to: '/clicks', icon: 'i-lucide-mouse-pointer-click' },
  { label: 'Postbacks', to: '/postbacks', icon: 'i-lucide-webhook' },
  { label: 'Reports', to: '/reports', icon: 'i-lucide-chart-no-axes-combined' },
  { label: 'Imports', to: '/imports', icon: 'i-lucide-file-up', role: 'ops' },
  { label: 'Advertisers', to: '/advertisers', icon: 'i-lucide-building-2', role: 'ops' },
  { label: 'Users', to: '/users', icon: 'i-lucide-users', role: 'ops' },
  { label: 'Rates', to: '/rates', icon: 'i-lucide-coins', role: 'ops' },
  { label: 'System', to: '/system', icon: 'i-lucide-activity', role: 'ops' },
]

/** The sidebar's pages for this user: everyone's first, then those of ops. Only pages that exist are linked. */
export function useNavigation() {
  const router = useRouter()
  const session = useSession()
  const open = computed(() =>
    ENTRIES.filter(({ to, role }) => session.mayOpen(role) && router.resolve(to).name !== 'not-found'),
  )
  return {
    pages: computed(() => open.value.filter(({ role }) => role === undefined)),
    opsPages: computed(() => open.value.filter(({ role }) => role === 'ops')),
  }
}

/** `/offers` is current on `/offers` and on everything below it; `/` only on itself. */
export function isCurrent(to: string, path: string): boolean {
  return path === to || (to !== '/' && path.startsWith(`${to}/`))
}
