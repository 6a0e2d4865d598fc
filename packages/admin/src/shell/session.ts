import type { Role, User } from '@gokart/shared'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiProblem, client } from '../api'

/** Who is signed in. `undefined`: not asked yet; `null`: nobody. */
export const useSession = defineStore('session', () => {
  const user = ref<User | null>()
  const isOps = computed(() => user.value?.role === 'ops')

  async function load(): Promise<User | null> {
    if (user.value !== undefined) return user.value
    try {
      user.value = (await client.session.me()).user
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.problem.status !== 401) throw error
      user.value = null
    }
    return user.value
  }

  async function signIn(email: string, password: string): Promise<void> {
    user.value = (await client.session.signIn({ body: { email, password } })).user
  }

  /** Ends the session and loads the admin afresh, so that nothing of this user stays in memory. */
  async function signOut(): Promise<void> {
    await client.session.signOut()
    location.assign('/sign-in')
  }

  const mayOpen = (role: Role | undefined) => role === undefined || user.value?.role === role

  return { user, isOps, load, signIn, signOut, mayOpen }
})
