import type { Role, User } from '@gokart/shared'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { client, isSignedOut } from '../api'

/** Who is signed in. `undefined`: not asked yet; `null`: nobody. */
export const useSession = defineStore('session', () => {
  const user = ref<User | null>()
  const isOps = computed(() => user.value?.role === 'ops')

  async function load(): Promise<User | null> {
    if (user.value !== undefined) return user.value
    try {
      user.value = (await client.session.me()).user
    } catch (error) {
      if (!isSignedOut(error)) throw error
      user.value = null
    }
    return user.value
  }

  async function signIn(email: string, password: string): Promise<void> {
    user.value = (await client.session.signIn({ body: { email, password } })).user
  }

  /** Ends the session and loads the admin afresh, so that nothing of this user stays in memory. */
  async function signOut(): Promise<void> {
    try {
      await client.session.signOut()
    } catch (error) {
      if (!isSignedOut(error)) throw error
    }
    location.assign('/sign-in')
  }

  const mayOpen = (role: Role | undefined) => role === undefined || user.value?.role === role

  return { user, isOps, load, signIn, signOut, mayOpen }
})
